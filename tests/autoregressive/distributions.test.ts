import { beforeEach, describe, expect, it } from "vitest";
import {
  bernoulli,
  categorical,
  logisticMixture,
  type PixelDistribution,
} from "../../lib/autoregressive";
import { seed, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { chiSquareTest } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const distributions: [string, PixelDistribution][] = [
  ["bernoulli", bernoulli],
  ["categorical of 2", categorical(2)],
  ["categorical of 7", categorical(7)],
  ["logistic mixture, 2 levels", logisticMixture(2, 3)],
  ["logistic mixture, 6 levels", logisticMixture(6, 3)],
];

describe.each(distributions)("%s", (_, distribution) => {
  const { levels, parameters: P, draws } = distribution;
  const parametersFor = (n: number, rng: Rng) => rng.normal<tf.Rank.R2>([n, P]);
  const valueAt = (k: number) => (2 * k) / (levels - 1) - 1;

  it("gives each level the probability that `logProbs` says, and they sum to 1", () => {
    tf.tidy(() => {
      const parameters = parametersFor(20, seed(1));
      const all = distribution.logProbs(parameters);
      expect(all.shape).toEqual([20, levels]);
      expectClose(all.exp().sum(-1).dataSync(), Array(20).fill(1), { absolute: 1e-5 }, "sums");
      for (let k = 0; k < levels; k++) {
        const one = distribution.logProb(parameters, tf.fill([20], valueAt(k))).dataSync();
        const column = all.slice([0, k], [-1, 1]).dataSync();
        expectClose(one, column, { absolute: 1e-5 }, `log p of level ${k}`);
      }
    });
  });

  it("draws levels as often as they are probable (chi-square, false alarms 1e-4)", () => {
    tf.tidy(() => {
      const n = 20_000;
      const one = parametersFor(1, seed(3));
      const u = seed(4).uniform<tf.Rank.R2>([n, draws]);
      const drawn = distribution.sample(tf.tile(one, [n, 1]), u);
      expect(drawn.shape).toEqual([n]);
      const counts = new Array<number>(levels).fill(0);
      for (const x of drawn.dataSync()) {
        const k = ((x + 1) * (levels - 1)) / 2;
        expect(Math.abs(k - Math.round(k))).toBeLessThan(1e-4);
        counts[Math.round(k)]!++;
      }
      const logs = [...distribution.logProbs(one).dataSync()];
      const total = logs.reduce((sum, log) => sum + Math.exp(log), 0);
      const expected = logs.map((log) => (n * Math.exp(log)) / total);
      expect(chiSquareTest(counts, expected).pValue).toBeGreaterThan(1e-4);
    });
  });

  it("draws from the whole range of uniform numbers, both ends included", () => {
    tf.tidy(() => {
      const parameters = parametersFor(2, seed(5));
      const u = tf.tensor2d([new Array<number>(draws).fill(0), new Array<number>(draws).fill(1 - 2 ** -23)]); // prettier-ignore
      const drawn = [...distribution.sample(parameters, u).dataSync()];
      expect(drawn.every((x) => x >= -1 && x <= 1)).toBe(true);
    });
  });
});

it("bernoulli is σ of its logit, and finite far out", () => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[0.4], [0.4], [-200], [200]]);
    const x = tf.tensor1d([1, -1, 1, 1]);
    const p = 1 / (1 + Math.exp(-0.4));
    const expected = [Math.log(p), Math.log(1 - p), -200, 0];
    expectClose(bernoulli.logProb(logits, x).dataSync(), expected, { relative: 1e-5, absolute: 1e-6 }); // prettier-ignore
  });
});

it("categorical is a softmax", () => {
  tf.tidy(() => {
    const logits = [0.5, -1, 2, 0];
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const got = categorical(4)
      .logProb(tf.tensor2d([logits]), tf.tensor1d([1 / 3]))
      .dataSync();
    expect(got[0]).toBeCloseTo(2 - Math.log(total), 5);
  });
});
