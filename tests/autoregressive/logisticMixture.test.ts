import { beforeEach, describe, expect, it } from "vitest";
import { logisticMixture } from "../../lib/autoregressive";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

interface Case {
  readonly name: string;
  readonly count: number;
  readonly logits: number[];
  readonly means: number[];
  readonly logScales: number[];
  readonly levels: number[];
  readonly logProbs: number[];
}
const { mixtures } = golden<{ mixtures: Case[] }>("pixelcnn");

/** The network's numbers that mean the components of a case. */
function parametersOf({ logits, means, logScales }: Omit<Case, "name" | "levels" | "logProbs">) {
  const K = logits.length;
  return [
    ...logits,
    ...means.map((mean, k) => mean - ((2 * k + 1) / K - 1)),
    ...logScales.map((log) => log + Math.log(K)),
  ];
}

beforeEach(nativeOnly);

describe.each(mixtures)("$name", (mixture) => {
  const { count, levels, logProbs } = mixture;
  const distribution = logisticMixture(count, mixture.logits.length);
  const parameters = parametersOf(mixture);

  it("has, in float32, the log probabilities that the definition gives with 1000 digits", () => {
    tf.tidy(() => {
      const x = tf.tensor1d(levels.map((k) => (2 * k) / (count - 1) - 1));
      const all = tf.tensor2d(levels.map(() => parameters));
      const got = distribution.logProb(all, x).dataSync();
      expectClose(got, logProbs, { relative: 2e-5, absolute: 2e-5 }, "log p");
    });
  });

  it("sums to 1 over the levels, which `logProbs` gives in order", () => {
    tf.tidy(() => {
      const all = distribution.logProbs(tf.tensor2d([parameters]));
      expect(all.shape).toEqual([1, count]);
      const logs = all.dataSync<"float32">();
      expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
      expectClose(
        levels.map((k) => logs[k]!),
        logProbs,
        { relative: 2e-5, absolute: 2e-5 },
        "log p",
      );
    });
  });
});

describe("logisticMixture", () => {
  const distribution = logisticMixture(256, 2);

  it("has finite values and gradients however extreme the numbers, in the first and last bins too", () => {
    tf.tidy(() => {
      const extreme = [-1e4, -50, 0, 50, 1e4];
      const rows = extreme.flatMap((mean) => extreme.map((scale) => [0, 1e3, mean, 0, scale, -scale])); // prettier-ignore
      const parameters = tf.tensor2d(rows);
      for (const value of [-1, 0.2, 1]) {
        const f = (p: tf.Tensor) => distribution.logProb(p, tf.fill([rows.length], value)).sum();
        const { grad, value: sum } = tf.valueAndGrad(f)(parameters);
        expect(Number.isFinite(sum.dataSync()[0])).toBe(true);
        expect([...grad.dataSync()].every(Number.isFinite)).toBe(true);
      }
    });
  });

  it("has gradients that agree with finite differences", () => {
    tf.tidy(() => {
      const parameters = seed(1).normal<tf.Rank.R2>([40, 6]);
      const x = tf.tensor1d(Array.from({ length: 40 }, (_, i) => (2 * Math.round(i * 6.5)) / 255 - 1)); // prettier-ignore
      const f = (p: tf.Tensor) => distribution.logProb(p, x).sum() as tf.Scalar;
      const direction = seed(2).normal<tf.Rank.R2>([40, 6]);
      const exact = tf.grad(f)(parameters).mul(direction).sum().dataSync()[0]!;
      const at = (h: number) => f(parameters.add(direction.mul(h))).dataSync()[0]!;
      const h = 4e-3;
      const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      expect(Math.abs(exact - difference)).toBeLessThan(2e-3 * (1 + Math.abs(exact)));
    });
  });

  it("keeps a component from being narrower than e^-7, as PixelCNN++ does, so that no level is certain", () => {
    tf.tidy(() => {
      const narrow = tf.tensor2d([[0, 0, 0.5, -0.5, -30, -30]]); // both means at 0
      const [inner] = distribution.logProb(narrow, tf.tensor1d([1 / 255])).dataSync();
      const half = 1 / 255 / Math.exp(-7);
      const sigma = (z: number) => 1 / (1 + Math.exp(-z));
      expect(inner).toBeCloseTo(Math.log(sigma(2 * half) - sigma(0)), 3);
    });
  });

  it("starts as a broad mixture over the whole range: no level below a tenth of the uniform share", () => {
    tf.tidy(() => {
      const logs = logisticMixture(256, 10)
        .logProbs(tf.zeros([1, 30]))
        .dataSync();
      expect(Math.min(...logs)).toBeGreaterThan(Math.log(0.1 / 256));
      expect(Math.max(...logs.slice(1, -1))).toBeLessThan(Math.log(10 / 256));
    });
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => {
      const [parameters, x, u] = [tf.zeros([2, 6]), tf.zeros([2]), tf.fill([2, 2], 0.3)];
      tf.dispose([
        distribution.logProb(parameters, x),
        distribution.logProbs(parameters),
        distribution.sample(parameters, u),
      ]);
      tf.dispose([parameters, x, u]);
    });
  });

  it("refuses counts that are none", () => {
    expect(() => logisticMixture(1, 2)).toThrow(
      "logisticMixture: levels=1 is not an integer of at least 2",
    );
    expect(() => logisticMixture(256, 0)).toThrow("logisticMixture: mixtures=0");
  });
});
