import { describe, expect, it } from "vitest";
import {
  formatLikelihood,
  likelihoodKinds,
  dequantisations,
  type Likelihood,
} from "../../lib/metrics";

const figure: Likelihood = {
  kind: "elbo",
  unit: "bits per dim",
  dequantisation: "uniform",
  value: 3.2149,
  standardError: 0.012,
  dims: 784,
};

describe("formatLikelihood", () => {
  it("shows a bound as one, from above in bits and from below in nats", () => {
    expect(formatLikelihood(figure)).toBe("≤ 3.21 ± 0.01 bits/dim (ELBO, uniform dequantisation)");
    expect(
      formatLikelihood({
        ...figure,
        kind: "iwae",
        k: 50,
        unit: "nats per example",
        dequantisation: "none (discrete)",
        value: -86.31,
        standardError: 0.42,
      }),
    ).toBe("≥ -86.3 ± 0.4 nats/example (IWAE with k = 50, discrete data)");
    expect(formatLikelihood({ ...figure, kind: "vlb", dequantisation: "variational" })).toBe(
      "≤ 3.21 ± 0.01 bits/dim (L_vlb, variational dequantisation)",
    );
  });

  it("shows an exact figure without a sign, unless it bounds the discrete data", () => {
    const exact: Likelihood = { ...figure, kind: "exact" };
    expect(formatLikelihood({ ...exact, dequantisation: "none (discrete)" })).toBe(
      "3.21 ± 0.01 bits/dim (exact, discrete data)",
    );
    expect(formatLikelihood({ ...exact, dequantisation: "continuous density", value: -2 })).toBe(
      "-2.00 ± 0.01 bits/dim (exact, continuous density)",
    );
    expect(formatLikelihood(exact)).toBe(
      "≤ 3.21 ± 0.01 bits/dim (exact, uniform dequantisation: bounds the discrete data's)",
    );
  });

  it("never prints a figure without its kind and dequantisation, nor a bound without its sign", () => {
    for (const kind of likelihoodKinds) {
      for (const dequantisation of dequantisations) {
        const k = kind === "iwae" ? { k: 2 } : {};
        const text = formatLikelihood({ ...figure, ...k, kind, dequantisation });
        expect(text).toMatch(
          /^(≤ )?3\.21 ± 0\.01 bits\/dim \((ELBO|IWAE|exact|L_vlb).*, (discrete data|uniform|variational|continuous)/,
        );
        if (kind !== "exact") expect(text).toMatch(/^≤/);
      }
    }
  });

  it("shows as many digits as the error warrants, or as asked", () => {
    expect(formatLikelihood({ ...figure, standardError: 3 })).toMatch(/^≤ 3 ± 3 bits/);
    expect(formatLikelihood({ ...figure, standardError: 0.0004 })).toMatch(/^≤ 3.2149 ± 0.0004 /);
    expect(formatLikelihood({ ...figure, standardError: 0 })).toMatch(/^≤ 3.21 bits/);
    expect(formatLikelihood(figure, { decimals: 3 })).toMatch(/^≤ 3.215 ± 0.012 /);
  });

  it("refuses a broken record", () => {
    expect(() => formatLikelihood({ ...figure, dims: 0.5 })).toThrow("formatLikelihood: dims=0.5");
    expect(() => formatLikelihood(figure, { decimals: -1 })).toThrow(
      "formatLikelihood: decimals=-1",
    );
  });
});
