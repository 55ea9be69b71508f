import { describe, expect, it } from "vitest";
import { bitsPerDimOfDensity, meanEstimate } from "../../lib/math";
import {
  convertLikelihood,
  dequantisations,
  isBound,
  likelihoodKinds,
  likelihoodOf,
  requireLikelihood,
  type Likelihood,
  type LikelihoodOptions,
} from "../../lib/metrics";

const discrete = { kind: "exact", dequantisation: "none (discrete)", dims: 4 } as const;
const nats = [-8, -10, -12];
const scaling = { levels: 256, low: -1, high: 1 };

describe("likelihoodOf", () => {
  it("is the mean in nats with its standard error", () => {
    const { estimate, standardError } = meanEstimate(nats);
    expect(likelihoodOf(nats, discrete)).toEqual({
      ...discrete,
      unit: "nats per example",
      value: estimate,
      standardError,
    });
    expect(likelihoodOf(nats, { ...discrete, kind: "iwae", k: 50 }).k).toBe(50);
  });

  it("counts bits per dim the other way: lower is better", () => {
    const { value, standardError } = likelihoodOf(nats, { ...discrete, unit: "bits per dim" });
    expect(value).toBeCloseTo(10 / (4 * Math.LN2), 14);
    expect(standardError).toBeCloseTo(meanEstimate(nats).standardError / (4 * Math.LN2), 14);
  });

  it("gives a uniform model of 8 bits its 8 bits, whatever range its pixels were scaled to", () => {
    expect(
      likelihoodOf([0, 0].fill(-4 * Math.log(256)), { ...discrete, unit: "bits per dim" }).value,
    ).toBeCloseTo(8, 14);
    for (const { low, high } of [scaling, { low: 0, high: 1 }, { low: 0, high: 256 }]) {
      const density = -4 * Math.log(high - low);
      const figure = likelihoodOf([density, density], {
        kind: "exact",
        dequantisation: "uniform",
        dims: 4,
        unit: "bits per dim",
        scaling: { low, high },
      });
      expect(figure.value).toBeCloseTo(8, 14);
    }
  });

  it("restates log-densities of dequantised data as lib/math does", () => {
    const { value } = likelihoodOf([3, 5], {
      kind: "elbo",
      dequantisation: "variational",
      dims: 7,
      unit: "bits per dim",
      scaling,
    });
    expect(value).toBeCloseTo(bitsPerDimOfDensity(4, 7, scaling), 14);
  });

  it("takes densities of continuous data as they are, above 0 too", () => {
    const options = { kind: "exact", dequantisation: "continuous density", dims: 2 } as const;
    expect(likelihoodOf([1, 2], options).value).toBe(1.5);
    expect(likelihoodOf([1, 2], { ...options, unit: "bits per dim" }).value).toBeLessThan(0);
  });

  it("wants a scaling where there are levels to restate, and only there", () => {
    expect(() => likelihoodOf(nats, { ...discrete, dequantisation: "uniform" })).toThrow(
      "likelihoodOf: no scaling with uniform dequantisation; pass the range of the levels, such as { levels: 256, low: -1, high: 1 }.",
    );
    expect(() => likelihoodOf(nats, { ...discrete, scaling })).toThrow(
      'likelihoodOf: a scaling with dequantisation "none (discrete)", which has no levels to restate; leave it out.',
    );
  });

  it("refuses what makes no figure", () => {
    expect(() => likelihoodOf([1, 2], discrete)).toThrow(
      "likelihoodOf: value=1.5 nats per example says that discrete data have a probability above 1; pass log-probabilities, or the dequantisation used.",
    );
    expect(() => likelihoodOf([-1], discrete)).toThrow("1 value; a spread needs at least 2");
    expect(() => likelihoodOf([-1, -Infinity], discrete)).toThrow("values[1]=-Infinity");
    expect(() => likelihoodOf(nats, { ...discrete, dims: 0 })).toThrow("likelihoodOf: dims=0");
    expect(() => likelihoodOf(nats, { ...discrete, kind: "iwae" })).toThrow("likelihoodOf: k=NaN");
    expect(() => likelihoodOf(nats, { ...discrete, kind: "elbo", k: 5 })).toThrow(
      'likelihoodOf: k=5 with kind "elbo"; only "iwae" has a k: leave it out.',
    );
    const wrong = { ...discrete, kind: "ELBO" } as unknown as LikelihoodOptions; // notebooks are not strict
    expect(() => likelihoodOf(nats, wrong)).toThrow(
      'likelihoodOf: kind="ELBO"; expected one of exact, elbo, iwae, vlb.',
    );
    const unit = { ...discrete, unit: "bits" } as unknown as LikelihoodOptions;
    expect(() => likelihoodOf(nats, unit)).toThrow('unit="bits"; expected one of nats per example');
  });
});

describe("convertLikelihood", () => {
  it("there and back is where it began", () => {
    const figure = likelihoodOf(nats, { ...discrete, kind: "iwae", k: 3 });
    const bits = convertLikelihood(figure, "bits per dim");
    expect([bits.unit, bits.k, bits.kind]).toEqual(["bits per dim", 3, "iwae"]);
    const back = convertLikelihood(bits, "nats per example");
    expect(back.value).toBeCloseTo(figure.value, 13);
    expect(back.standardError).toBeCloseTo(figure.standardError, 13);
    expect(convertLikelihood(figure, "nats per example")).toBe(figure);
  });
});

describe("isBound", () => {
  it("is false only for exact figures of data that nothing was added to", () => {
    for (const kind of likelihoodKinds) {
      for (const dequantisation of dequantisations) {
        const untouched =
          dequantisation === "none (discrete)" || dequantisation === "continuous density";
        const figure = { ...likelihoodOf(nats, discrete), kind, dequantisation };
        expect(isBound(figure)).toBe(!(kind === "exact" && untouched));
      }
    }
  });
});

describe("requireLikelihood", () => {
  it("returns a sound record and names the broken field of another", () => {
    const figure: Likelihood = likelihoodOf(nats, discrete);
    expect(requireLikelihood("here", figure)).toBe(figure);
    expect(() => requireLikelihood("here", { ...figure, standardError: -1 })).toThrow(
      "here: standardError=-1; expected a finite number of at least 0.",
    );
    expect(() => requireLikelihood("here", { ...figure, value: NaN })).toThrow("here: value=NaN");
    const bits = convertLikelihood(figure, "bits per dim");
    expect(() => requireLikelihood("here", { ...bits, value: -bits.value })).toThrow(
      "bits per dim says that discrete data have a probability above 1",
    );
    const spelt = { ...figure, dequantisation: "none" } as unknown as Likelihood;
    expect(() => requireLikelihood("here", spelt)).toThrow('here: dequantisation="none"');
  });
});
