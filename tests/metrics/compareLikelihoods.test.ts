import { describe, expect, it } from "vitest";
import { compareLikelihoods, convertLikelihood, type Likelihood } from "../../lib/metrics";

const high: Likelihood = {
  kind: "exact",
  unit: "nats per example",
  dequantisation: "none (discrete)",
  value: -80,
  standardError: 0.3,
  dims: 784,
};
const low: Likelihood = { ...high, value: -85, standardError: 0.4 };
const bound = (figure: Likelihood): Likelihood => ({ ...figure, kind: "elbo" });

describe("compareLikelihoods", () => {
  it("orders exact figures by size, in nats and in bits, either way round", () => {
    const { advantage, better, conclusion } = compareLikelihoods(high, low);
    expect(advantage).toEqual({ estimate: 5, standardError: 0.5 });
    expect(better).toBe("a");
    expect(conclusion).toBe(
      "a: -80.0 ± 0.3 nats/example (exact, discrete data); b: -85.0 ± 0.4 nats/example (exact, discrete data). " +
        "a gives the higher probability of the data: both figures are exact.",
    );
    expect(compareLikelihoods(low, high).better).toBe("b");
    const bits = [high, low].map((figure) => convertLikelihood(figure, "bits per dim"));
    const inBits = compareLikelihoods(bits[0]!, bits[1]!);
    expect(inBits.better).toBe("a");
    expect(inBits.advantage.estimate).toBeCloseTo(5 / (784 * Math.LN2), 13);
  });

  it("lets a bound beat an exact figure that it exceeds", () => {
    const { better, conclusion } = compareLikelihoods(bound(high), low);
    expect(better).toBe("a");
    expect(conclusion).toContain("a: ≥ -80.0 ± 0.3 nats/example (ELBO");
    expect(conclusion).toContain("already its bound exceeds b's exact figure");
  });

  it("does not let a bound lose to an exact figure", () => {
    const { better, conclusion } = compareLikelihoods(high, bound(low));
    expect(better).toBe("undecided");
    expect(conclusion).toContain(
      "a has the better figure, but b is a bound: b's true probability of the data may be the higher one.",
    );
  });

  it("concludes nothing from two bounds, of whatever kinds", () => {
    for (const other of [bound(low), { ...low, kind: "iwae", k: 5000 } as const]) {
      const { better, conclusion, advantage } = compareLikelihoods(bound(high), other);
      expect(better).toBe("undecided");
      expect(advantage.estimate).toBe(5);
      expect(conclusion).toContain("a has the better figure, but both are bounds: b's true");
    }
    const learned: Partial<Likelihood> = { dequantisation: "variational" };
    expect(compareLikelihoods({ ...high, ...learned }, { ...low, ...learned }).better).toBe(
      "undecided",
    );
  });

  it("compares exact densities of dequantised data as such, and says what stays open", () => {
    const uniform: Partial<Likelihood> = { dequantisation: "uniform" };
    const { better, conclusion } = compareLikelihoods(
      { ...low, ...uniform },
      { ...high, ...uniform },
    );
    expect(better).toBe("b");
    expect(conclusion).toContain("b gives the higher density of the uniformly dequantised data");
    expect(conclusion).toContain(
      "Of the discrete data's probability both are bounds, so its order stays open.",
    );
    expect(conclusion.startsWith("a: ≥ -85.0")).toBe(true);
  });

  it("decides nothing within the error", () => {
    const near = { ...low, value: -81 };
    const { better, conclusion } = compareLikelihoods(high, near);
    expect(better).toBe("undecided");
    expect(conclusion).toContain("The difference is within its error: nothing follows.");
    expect(compareLikelihoods(high, near, { limit: 1.9 }).better).toBe("a");
    expect(compareLikelihoods(high, high).better).toBe("undecided");
  });

  it("refuses what is no comparison", () => {
    expect(() => compareLikelihoods(high, convertLikelihood(low, "bits per dim"))).toThrow(
      "compareLikelihoods: unit is nats per example in a and bits per dim in b; use convertLikelihood on one.",
    );
    expect(() => compareLikelihoods(high, { ...low, dequantisation: "uniform" })).toThrow(
      "compareLikelihoods: dequantisation is none (discrete) in a and uniform in b; they measure different quantities: evaluate both models on data treated alike.",
    );
    expect(() => compareLikelihoods(high, { ...low, dims: 3072 })).toThrow(
      "compareLikelihoods: dims is 784 in a and 3072 in b; their examples differ: evaluate both models on the same data.",
    );
    expect(() => compareLikelihoods(high, { ...low, value: NaN })).toThrow("value=NaN");
    expect(() => compareLikelihoods(high, low, { limit: -1 })).toThrow("limit=-1");
  });
});
