import { beforeEach, describe, expect, it } from "vitest";
import { keyTensor, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  discretizedLogisticLogLikelihood,
  meanEstimate,
  normalLogDensity,
  zTest,
} from "../../lib/math";
import { discretizedLogisticLogProb } from "../../lib/nn";
import { bernoulli, discretizedLogistic } from "../../lib/vae";
import { gaussian } from "../../lib/vae/gaussianOutput";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** 256 levels on [-1, 1]. */
const levels = Float32Array.from({ length: 256 }, (_, k) => k / 127.5 - 1);
const places = [
  [0, 0],
  [0.3, -3],
  [-1.4, -2],
  [0.999, -6.9],
  [3, 1],
] as const;
const rawOf = (location: number, logScale: number, n: number) =>
  tf.tensor([location, logScale]).reshape([1, 2]).tile([n, 1]);

describe("discretizedLogistic", () => {
  it("is float64's, at every level: 1e-4, of the logarithm where that is large", () => {
    for (const [location, logScale] of places) {
      tf.tidy(() => {
        const found = discretizedLogisticLogProb(tf.tensor1d(levels), {
          location: tf.scalar(location),
          logScale: tf.scalar(logScale),
        });
        const same = (value: number) => new Float64Array(256).fill(value);
        const expected = discretizedLogisticLogLikelihood(levels, same(location), same(logScale));
        expectClose(found.dataSync(), expected, { relative: 1e-4, absolute: 1e-4 });
      });
    }
  });

  it("has the derivatives of finite differences in float64", () => {
    const x = [-1, -0.2, 0.6, 1].map((v) => Math.round((v + 1) * 127.5) / 127.5 - 1);
    const [location, logScale] = [0.35, -1.5];
    const same = (value: number) => new Float64Array(4).fill(value);
    const sum = (l: number, s: number) =>
      discretizedLogisticLogLikelihood(x, same(l), same(s)).reduce((a, b) => a + b, 0);
    const h = 1e-5;
    tf.tidy(() => {
      const f = (l: tf.Tensor, s: tf.Tensor) =>
        discretizedLogisticLogProb(tf.tensor1d(x), { location: l, logScale: s }).sum<tf.Scalar>();
      const [dl, ds] = tf.grads(f)([tf.scalar(location), tf.scalar(logScale)]);
      const slopeL = (sum(location + h, logScale) - sum(location - h, logScale)) / (2 * h);
      const slopeS = (sum(location, logScale + h) - sum(location, logScale - h)) / (2 * h);
      expectClose([dl!.dataSync()[0]!, ds!.dataSync()[0]!], [slopeL, slopeS], { relative: 1e-3 });
    });
  });

  it("has, to half a level, the mean of its levels", () => {
    for (const [location, logScale] of places) {
      const same = (value: number) => new Float64Array(256).fill(value);
      const logs = discretizedLogisticLogLikelihood(levels, same(location), same(logScale));
      const expected = levels.reduce((sum, x, k) => sum + x * Math.exp(logs[k]!), 0);
      const mean = tf.tidy(
        () => discretizedLogistic.mean(rawOf(location, logScale, 1)).dataSync()[0]!,
      );
      expect(Math.abs(mean - expected), `mean at ${location}`).toBeLessThan(0.5 / 127.5);
    }
  });

  it("draws its levels with its probabilities: chi-square of 8 groups, 1e-5 of false alarm", () => {
    const n = 40_000;
    const [location, logScale] = [0.3, -1];
    const key = keyTensor(seed(4));
    const drawn = tf.tidy(() =>
      discretizedLogistic.sample(rawOf(location, logScale, n), key).dataSync(),
    );
    key.dispose();
    const level = Array.from(drawn, (x) => (x + 1) * 127.5);
    expect(level.every((k) => Math.abs(k - Math.round(k)) < 1e-3)).toBe(true);
    const same = (value: number) => new Float64Array(256).fill(value);
    const logs = discretizedLogisticLogLikelihood(levels, same(location), same(logScale));
    const group = (k: number) => (k === 0 ? 0 : k === 255 ? 7 : 1 + Math.floor((k - 1) / 43));
    const [expected, seen] = [new Float64Array(8), new Float64Array(8)];
    logs.forEach((log, k) => (expected[group(k)]! += n * Math.exp(log)));
    level.forEach((k) => seen[group(Math.round(k))]!++);
    const chi = seen.reduce((sum, s, g) => sum + (s - expected[g]!) ** 2 / expected[g]!, 0);
    expect(chi).toBeLessThan(34.5);
  });

  it("keeps scales between e^-7 and e^7, and sums over an example's pixels", () => {
    tf.tidy(() => {
      const x = tf.zeros([2, 2, 2, 1]);
      const at = (logScale: number) =>
        discretizedLogistic.logProb(
          x,
          tf.tensor([0, logScale]).reshape([1, 1, 1, 2]).tile([2, 2, 2, 1]),
        );
      expect(at(-9).dataSync()).toEqual(at(-7).dataSync());
      expect(at(99).dataSync()).toEqual(at(7).dataSync());
      const one = discretizedLogisticLogLikelihood([0], [0], [-2])[0]!;
      expectClose(at(-2).dataSync(), [4 * one, 4 * one], { relative: 1e-5 });
    });
  });
});

describe("bernoulli", () => {
  it("gives black and white probabilities of sum 1, and grey a cross-entropy", () => {
    tf.tidy(() => {
      const raw = tf.tensor([0.7], [1, 1, 1, 1]);
      const log = (x: number) => bernoulli.logProb(tf.fill([1, 1, 1, 1], x), raw).dataSync()[0]!;
      const p = 1 / (1 + Math.exp(-0.7));
      expectClose([log(1), log(-1)], [Math.log(p), Math.log(1 - p)], { relative: 1e-6 });
      expect(log(0)).toBeCloseTo((Math.log(p) + Math.log(1 - p)) / 2, 6);
    });
  });

  it("does not overflow where a pixel is certain", () => {
    tf.tidy(() => {
      const raw = tf.tensor([-200, 200], [1, 2]);
      expect(bernoulli.logProb(tf.tensor([-1, 1], [1, 2]), raw).dataSync()[0]).toBe(0);
      expect(bernoulli.logProb(tf.tensor([1, -1], [1, 2]), raw).dataSync()[0]).toBe(-400);
    });
  });

  it("draws white with that probability", () => {
    const key = keyTensor(seed(2));
    tf.tidy(() => {
      const raw = tf.fill([1, 20_000], -1);
      const { estimate, standardError } = meanEstimate(bernoulli.sample(raw, key).dataSync());
      const mean = bernoulli.mean(raw).dataSync()[0]!;
      expect(mean).toBeCloseTo(2 / (1 + Math.E) - 1, 6);
      expect(zTest(estimate, mean, standardError).pValue).toBeGreaterThan(1e-6);
    });
    key.dispose();
  });
});

describe("gaussian", () => {
  it("is the normal density, with a deviation given or learned", () => {
    const parameters = new Parameters(seed(1));
    tf.tidy(() => {
      const x = tf.tensor([0.3, -1.2], [1, 2]);
      const raw = tf.tensor([0.1, 0.4], [1, 2]);
      for (const [deviation, sigma] of [
        [0.5, 0.5],
        ["learned", 1],
      ] as const) {
        const { logProb } = gaussian(parameters.in(String(deviation)), deviation);
        const expected =
          normalLogDensity(0.3, 0.1, sigma ** 2) + normalLogDensity(-1.2, 0.4, sigma ** 2);
        expect(logProb(x, raw).dataSync()[0]).toBeCloseTo(expected, 5);
      }
    });
    expect([...parameters.variables.keys()]).toEqual(["learned.logVariance"]);
    parameters.dispose();
  });
});
