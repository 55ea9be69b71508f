import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { Parameters } from "../../../lib/nn";
import { codeUsage } from "../../../lib/vae";
import { createCodePrior } from "../../../lib/vae/vq/codePrior";
import { nativeOnly } from "../../contracts/native";

describe("codePrior", () => {
  beforeEach(nativeOnly);
  const prior = (decay: number) => {
    const parameters = new Parameters(seed(1));
    return {
      parameters,
      prior: createCodePrior(parameters.in("prior"), { positions: 2, codes: 3, decay }),
    };
  };

  it("gives all codes probabilities of sum 1, and follows what it is shown", () => {
    const { prior: p, parameters } = prior(0);
    tf.tidy(() => {
      p.follow(
        tf.tensor2d(
          [
            [0, 1],
            [0, 2],
          ],
          [2, 2],
          "int32",
        ),
      );
      const all = Array.from({ length: 9 }, (_, i) => [Math.floor(i / 3), i % 3]);
      const logs = Array.from(p.logProb(tf.tensor2d(all, [9, 2], "int32")).dataSync());
      expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5);
      const even = 1e-3 / 3;
      expect(Math.exp(logs[1]!)).toBeCloseTo((0.999 + even) * (0.4995 + even), 6);
      expect(Math.exp(logs[8]!)).toBeCloseTo(even * (0.4995 + even), 8);
    });
    parameters.dispose();
  });

  it("draws codes with its probabilities", async () => {
    const { prior: p, parameters } = prior(0);
    tf.tidy(() =>
      p.follow(
        tf.tensor2d(
          [
            [0, 1],
            [0, 2],
            [1, 2],
            [0, 2],
          ],
          [4, 2],
          "int32",
        ),
      ),
    );
    const n = 10_000;
    const codes = await p.sample(n, seed(4));
    const share = (position: number, code: number) =>
      codes.filter((c, i) => i % 2 === position && c === code).length / n;
    // 1e-6 of false alarm each: 4.9 standard errors of at most 0.005
    expect(Math.abs(share(0, 0) - 0.75)).toBeLessThan(0.0245);
    expect(Math.abs(share(0, 1) - 0.25)).toBeLessThan(0.0245);
    expect(Math.abs(share(1, 2) - 0.75)).toBeLessThan(0.0245);
    parameters.dispose();
  });
});

describe("codeUsage", () => {
  it("has a perplexity from 1, for one code, to their number, for even use", () => {
    expect(codeUsage([2, 2, 2], 4)).toMatchObject({ used: 1 });
    expect(codeUsage([2, 2, 2], 4).perplexity).toBeCloseTo(1, 12);
    expect(codeUsage([0, 1, 2, 3], 4).perplexity).toBeCloseTo(4, 12);
    const { perplexity } = codeUsage([0, 0, 0, 1], 4);
    expect(perplexity).toBeCloseTo(Math.exp(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25)), 12);
  });

  it("says what is wrong", () => {
    expect(() => codeUsage([], 3)).toThrow("number of codes=0");
    expect(() => codeUsage([3], 3)).toThrow("codes[0]=3");
  });
});
