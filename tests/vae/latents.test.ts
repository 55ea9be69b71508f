import { beforeEach, describe, expect, it } from "vitest";
import type { NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { latentKl, normalCdf, normalLogDensity } from "../../lib/math";
import {
  interpolateLatents,
  latentActivity,
  latentGrid,
  latentKlPerDim,
  logPosterior,
  logPrior,
  reparameterise,
} from "../../lib/vae";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

const array = (values: number[], shape: number[]): NdArray => ({
  data: Float32Array.from(values),
  shape,
});

describe("latentGaussian", () => {
  beforeEach(nativeOnly);
  const mean = [0.5, -1, 2, 0];
  const logVariance = [0, -2, 0.7, -4];
  const tensors = () => ({
    mean: tf.tensor2d(mean, [2, 2]),
    logVariance: tf.tensor2d(logVariance, [2, 2]),
  });

  it("has float64's KL", () => {
    tf.tidy(() => {
      const expected = mean.map((m, i) => latentKl([m], [logVariance[i]!]));
      expectClose(latentKlPerDim(tensors()).dataSync(), expected, { relative: 1e-5 });
    });
  });

  it("moves noise to the mean and spread, with derivatives 1 and σε/2", () => {
    tf.tidy(() => {
      const noise = tf.tensor2d([1, -1, 0.5, 2], [2, 2]);
      const expected = mean.map((m, i) => m + Math.exp(logVariance[i]! / 2) * [1, -1, 0.5, 2][i]!);
      expectClose(reparameterise(tensors(), noise).dataSync(), expected, { relative: 1e-6 });
      const f = (mean: tf.Tensor, logVariance: tf.Tensor) =>
        reparameterise({ mean, logVariance } as ReturnType<typeof tensors>, noise).sum();
      const { mean: m, logVariance: l } = tensors();
      const [dMean, dLog] = tf.grads(f as never)([m, l]);
      expectClose(dMean!.dataSync(), [1, 1, 1, 1], { relative: 1e-6 });
      const slopes = expected.map((z, i) => (z - mean[i]!) / 2);
      expectClose(dLog!.dataSync(), slopes, { relative: 1e-5 });
    });
  });

  it("has the densities of the normal distribution", () => {
    tf.tidy(() => {
      const z = [0.1, 0.2, -0.3, 1];
      const sum = (f: (z: number, i: number) => number) =>
        [0, 1].map((row) => f(z[2 * row]!, 2 * row) + f(z[2 * row + 1]!, 2 * row + 1));
      const tensor = tf.tensor2d(z, [2, 2]);
      expectClose(
        logPrior(tensor).dataSync(),
        sum((z) => normalLogDensity(z)),
        { relative: 1e-5 },
      );
      expectClose(
        logPosterior(tensor, tensors()).dataSync(),
        sum((z, i) => normalLogDensity(z, mean[i]!, Math.exp(logVariance[i]!))),
        { relative: 1e-5 },
      );
    });
  });
});

describe("latentActivity", () => {
  it("counts the dimensions whose mean moves, and gives each its KL", () => {
    const mean = array([-1, 0, 0.05, 1, 0, -0.05], [2, 3]);
    const deviation = array([0.5, 1, 1, 0.5, 1, 1], [2, 3]);
    const { active, kl, variance } = latentActivity({ mean, deviation });
    expect(active).toBe(1);
    expectClose(variance, [2, 0, 0.005], { relative: 1e-6, absolute: 1e-9 });
    const expected = [latentKl([1], [2 * Math.log(0.5)]), 0, latentKl([0.05], [0])];
    expectClose(kl, expected, { relative: 1e-6, absolute: 1e-9 });
    expect(latentActivity({ mean, deviation }, 0.001).active).toBe(2);
  });

  it("says what is wrong with its input", () => {
    const mean = array([1, 2], [2, 1]);
    expect(() => latentActivity({ mean, deviation: array([1], [1, 1]) })).toThrow("deviation");
    expect(() => latentActivity({ mean, deviation: mean }, -1)).toThrow("threshold=-1");
  });
});

describe("interpolateLatents", () => {
  it("goes straight, or along the arc, from one end to the other", () => {
    const straight = interpolateLatents([1, 0], [0, 1], { steps: 3 });
    expect(straight.shape).toEqual([3, 2]);
    expect([...straight.data]).toEqual([1, 0, 0.5, 0.5, 0, 1]);
    const arc = interpolateLatents([1, 0], [0, 1], { steps: 3, path: "spherical" });
    const half = Math.SQRT1_2;
    expectClose(arc.data, [1, 0, half, half, 0, 1], { absolute: 1e-7 });
  });

  it("says what is wrong", () => {
    expect(() => interpolateLatents([1], [1, 2], { steps: 3 })).toThrow("to");
    expect(() => interpolateLatents([1], [2], { steps: 1 })).toThrow("steps=1");
  });
});

describe("latentGrid", () => {
  it("gives every vector the same share of the prior, from the top left", () => {
    const { data, shape } = latentGrid(4);
    expect(shape).toEqual([16, 2]);
    const levels = Array.from(data, normalCdf);
    [0.125, 0.375, 0.625, 0.875].forEach((level, column) => {
      expect(levels[2 * column]).toBeCloseTo(level, 6);
      expect(levels[2 * column + 1]).toBeCloseTo(0.875, 6);
      expect(levels[2 * (12 + column) + 1]).toBeCloseTo(0.125, 6);
    });
    expect(() => latentGrid(0)).toThrow("side=0");
  });
});
