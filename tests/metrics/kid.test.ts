import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { kid, kidOfSubsets } from "../../lib/metrics";
import { sampleMean, sampleVariance } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";
import { cloud, expectUnbiased, pairOf, type StoredPair } from "../contracts/sampleMetric";

interface Case extends StoredPair {
  kid: { estimate: number; standardError: number };
}
const cases = golden<{ equal: Case; unequal: Case }>("kid");
describe("kid", () => {
  it.each(Object.entries(cases))(
    "is torch-fidelity's, with the jackknife's error: %s numbers",
    (_, given) => {
      const found = kid(...pairOf(given));
      expectClose([found.estimate], [given.kid.estimate], { relative: 1e-12 });
      expectClose([found.standardError], [given.kid.standardError], { relative: 1e-10 });
    },
  );

  it("is right on average, and its error no smaller than the scatter (five standard errors: 6e-7)", () => {
    // one dimension: Σ binomial(3, k) (E x^k - E y^k)² = 3 (1/2)² + 3 (1/4)² + (13/8)² for N(0, 1) and N(1/2, 1)
    for (const [shift, exact] of [
      [0, 0],
      [0.5, 3.578125],
    ] as const) {
      const draws = Array.from({ length: 2000 }, (_, i) =>
        kid(cloud(12, 1, 2 * i), cloud(9, 1, 2 * i + 1, shift)),
      );
      expectUnbiased(draws, exact);
    }
  });

  it("does not depend on the order of the samples, nor on which set comes first", () => {
    const [x, y] = pairOf(cases.unequal);
    expectClose([kid(y, x).estimate], [kid(x, y).estimate], { relative: 1e-12 });
  });

  it("refuses too few samples, other dimensions and NaN", () => {
    expect(() => kid(cloud(2, 3, 1), cloud(5, 3, 2))).toThrow(
      "kid: 2 samples in reference; expected at least 3.",
    );
    expect(() => kid(cloud(5, 3, 1), cloud(1, 3, 2))).toThrow("kid: 1 sample in samples");
    expect(() => kid(cloud(5, 3, 1), cloud(5, 4, 2))).toThrow(
      "kid: reference has 3 dimensions and samples 4; extract both with one network.",
    );
    const bad = cloud(5, 3, 1);
    bad.data[7] = NaN;
    expect(() => kid(bad, cloud(5, 3, 2))).toThrow("kid: reference[2][1]=NaN");
  });
});

describe("kidOfSubsets", () => {
  it("of subsets as large as the sets is kid of the sets, with its error", () => {
    const [x, y] = pairOf(cases.equal);
    const found = kidOfSubsets(x, y, { rng: seed(1), subsets: 3, subsetSize: 21 });
    expectClose(found.values, new Array(3).fill(cases.equal.kid.estimate), { relative: 1e-12 });
    expect(found.spread).toBeLessThan(1e-12);
    expectClose([found.standardError], [cases.equal.kid.standardError], { relative: 1e-9 });
  });

  it("has the whole sets' estimate as its mean over subsets (five standard errors: 6e-7)", () => {
    const [x, y] = [cloud(60, 4, 1), cloud(50, 4, 2, 0.2)];
    const found = kidOfSubsets(x, y, { rng: seed(3), subsets: 2000, subsetSize: 10 });
    const within = 5 * (found.spread / Math.sqrt(2000));
    expect(Math.abs(found.estimate - kid(x, y).estimate)).toBeLessThan(within);
    expect(found.estimate).toBeCloseTo(sampleMean(found.values), 12);
  });

  it("says how far it is off: its error matches the scatter over new samples, the spread doesn't", () => {
    const draws = Array.from({ length: 300 }, (_, i) =>
      kidOfSubsets(cloud(60, 3, 2 * i), cloud(60, 3, 2 * i + 1, 0.7), {
        rng: seed(i),
        subsets: 20,
        subsetSize: 20,
      }),
    );
    const scatter = sampleVariance(draws.map(({ estimate }) => estimate));
    const claimed = sampleMean(draws.map(({ standardError }) => standardError ** 2));
    expect(claimed / scatter).toBeGreaterThan(0.75); // 300 draws: a standard error of 10 % or so
    expect(claimed / scatter).toBeLessThan(1.5);
    const plain = sampleMean(draws.map(({ spread }) => spread ** 2 / 20));
    expect(plain / scatter).toBeLessThan(0.4);
  });

  it("uses its key, and 100 subsets of 1000 unless told otherwise", () => {
    const [x, y] = pairOf(cases.equal);
    const values = (key: number) => [
      ...kidOfSubsets(x, y, { rng: seed(key), subsets: 4, subsetSize: 5 }).values,
    ];
    expect(values(1)).toEqual(values(1));
    expect(values(1)).not.toEqual(values(2));
    expect(() => kidOfSubsets(x, y, { rng: seed(1) })).toThrow(
      "kidOfSubsets: 21 samples in reference; expected at least 1000.",
    );
    expect(kidOfSubsets(x, y, { rng: seed(1), subsetSize: 3 }).values.length).toBe(100);
  });

  it("refuses subsets too small or too few", () => {
    const [x, y] = pairOf(cases.equal);
    const refused = (options: object) =>
      expect(() => kidOfSubsets(x, y, { rng: seed(1), subsetSize: 5, ...options }));
    refused({ subsetSize: 2 }).toThrow(
      "kidOfSubsets: subsetSize=2 is not an integer of at least 3",
    );
    refused({ subsets: 1 }).toThrow("kidOfSubsets: subsets=1");
  });
});
