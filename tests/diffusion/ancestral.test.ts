import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { ancestralSample, createAncestralStep, type Predictor } from "../../lib/diffusion";
import {
  alphaBars,
  cosineBetas,
  evenTimesteps,
  linearBetas,
  respacedBetas,
  reversePosterior,
} from "../../lib/math";
import { InterruptedError } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { mean } from "../contracts/statistics";

beforeEach(nativeOnly);

const MU = 0.3;
const SIGMA = 0.4;
const eventShape = [4, 4, 1] as const;

/** A process whose noise predictor is `predict`, and the times it was asked for on the JavaScript side. */
function processOf(bars: Float64Array, predict: Predictor) {
  const step = createAncestralStep(predict);
  return { process: { alphaBars: bars, eventShape, step }, dispose: () => step.dispose() };
}

/**
 * The best predictor E[ε|x_t] for data N(MU, SIGMA²): √(1 - ᾱ) (x - √ᾱ MU) / (ᾱ SIGMA² + 1 - ᾱ).
 */
function perfect(bars: Float64Array): Predictor {
  return (x, t) => {
    const bar = tf.gather(tf.tensor1d(Array.from(bars)), t.toInt()).reshape([-1, 1, 1, 1]);
    const rest = tf.sub(1, bar);
    const variance = bar.mul(SIGMA ** 2).add(rest);
    return x.sub(bar.sqrt().mul(MU)).mul(rest.sqrt()).div(variance);
  };
}

/**
 * Mean and variance that the sampler must have with that predictor, for every entry, computed in float64: each step maps
 * x to A x + B plus noise of the posterior's variance.
 */
function predicted(bars: Float64Array, steps: number): { mean: number; variance: number } {
  const timesteps = evenTimesteps(bars.length, steps);
  const { coefX0, coefXt, variance } = reversePosterior(respacedBetas(bars, timesteps));
  let [m, v] = [0, 1];
  for (let i = steps - 1; i >= 0; i--) {
    const bar = bars[timesteps[i]!]!;
    const total = bar * SIGMA ** 2 + 1 - bar;
    const slope = (Math.sqrt(bar) * SIGMA ** 2) / total; // x0 = slope x + offset
    const offset = ((1 - bar) * MU) / total;
    const A = coefX0[i]! * slope + coefXt[i]!;
    m = A * m + coefX0[i]! * offset;
    v = A * A * v + variance[i]!;
  }
  return { mean: m, variance: v };
}

describe("ancestralSample with the best predictor for N(0.3, 0.4²)", () => {
  const n = 1000;
  const count = n * 16;

  /** False-alarm rate: 1e-4 for each mean and each variance. */
  it.each([
    ["linear", linearBetas(1000), 50],
    ["cosine", cosineBetas(400), 20],
    ["every step", linearBetas(30, { betaEnd: 0.5 }), 30],
    ["one step", linearBetas(10, { betaEnd: 0.4 }), 1],
  ] as const)("has the mean and variance that theory says: %s", async (_name, betas, steps) => {
    const bars = alphaBars(betas);
    const { process, dispose } = processOf(bars, perfect(bars));
    const x = await ancestralSample(process, n, { rng: seed(6), steps, clip: false });
    const values = x.dataSync();
    x.dispose();
    dispose();
    const theory = predicted(bars, steps);
    const m = mean(values);
    const v = mean(values.map((value) => (value - m) ** 2));
    expect(Math.abs(m - theory.mean)).toBeLessThan(3.9 * Math.sqrt(theory.variance / count) + 1e-5);
    expect(Math.abs(v / theory.variance - 1)).toBeLessThan(3.9 * Math.sqrt(2 / count) + 1e-4);
  });

  it("and theory comes to the data's mean and variance as the steps grow", () => {
    const bars = alphaBars(linearBetas(1000));
    const errors = [10, 100, 1000].map((steps) => {
      const { mean: m, variance } = predicted(bars, steps);
      return Math.abs(m - MU) + Math.abs(variance - SIGMA ** 2);
    });
    expect(errors[2]).toBeLessThan(0.01);
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(errors[2]).toBeLessThan(errors[1]!);
  });
});

describe("ancestralSample", () => {
  const bars = alphaBars(linearBetas(10, { betaEnd: 0.4 }));
  const zero: Predictor = (x) => x.mul(0);

  it("compiled, is what it is op by op", async () => {
    const bars = alphaBars(linearBetas(1000));
    const samples: Float32Array[] = [];
    for (const eager of [true, false]) {
      const step = createAncestralStep(perfect(bars), { eager });
      const process = { alphaBars: bars, eventShape, step };
      const x = await ancestralSample(process, 4, { rng: seed(5), steps: 8 });
      samples.push(Float32Array.from(await x.data<"float32">()));
      x.dispose();
      step.dispose();
    }
    expectClose(samples[1]!, samples[0]!, { relative: 1e-5, absolute: 1e-6 });
  });

  it("visits the right steps, from noise to -1, and tells the network of each", async () => {
    // A predictor that answers with t / 10 everywhere: what it was asked for shows in the mean.
    const asked: number[] = [];
    const step = createAncestralStep(zero);
    const spy = {
      ...step,
      run: (...inputs: tf.Tensor[]) => {
        asked.push(...inputs[1]!.dataSync());
        return step.run(...inputs);
      },
    };
    const visited: number[] = [];
    const process = { alphaBars: bars, eventShape, step: spy };
    const x = await ancestralSample(process, 2, { rng: seed(1), steps: 4 }, async (_x, t) => {
      visited.push(t);
    });
    expect(visited).toEqual([9, 6, 3, 0, -1]);
    expect(asked).toEqual([9, 9, 6, 6, 3, 3, 0, 0]);
    x.dispose();
    step.dispose();
  });

  it("is the closed form for one step: x_0 = (x - √(1 - ᾱ) ε) / √ᾱ", async () => {
    const { process, dispose } = processOf(bars, (x) => x.mul(0.5));
    const x = await ancestralSample(process, 1, { rng: seed(1), steps: 1, clip: false });
    const start = seed(1).fold("start").normalArray(16);
    const bar = bars[9]!;
    const expected = start.map((z) => (z - Math.sqrt(1 - bar) * 0.5 * z) / Math.sqrt(bar));
    x.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    x.dispose();
    dispose();
  });

  it("keeps the sample within [-1, 1] unless told otherwise", async () => {
    const { process, dispose } = processOf(bars, zero);
    const largest = async (clip?: boolean) => {
      const options = { rng: seed(1), ...(clip !== undefined && { clip }) };
      const x = await ancestralSample(process, 20, options);
      const value = Math.max(...x.dataSync().map(Math.abs));
      x.dispose();
      return value;
    };
    expect(await largest()).toBe(1);
    expect(await largest(false)).toBeGreaterThan(2);
    dispose();
  });

  it("visits all steps by default when there are fewer than 100, and reports each", async () => {
    const { process, dispose } = processOf(bars, zero);
    const seen: number[] = [];
    const x = await ancestralSample(process, 1, {
      rng: seed(1),
      onProgress: ({ step, steps }) => seen.push(step, steps),
    });
    expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => [i + 1, 10]).flat());
    x.dispose();
    dispose();
  });

  it("stops when it is interrupted or its network fails, leaving no tensor behind", async () => {
    const { process, dispose } = processOf(bars, zero);
    const x = await ancestralSample(process, 1, { rng: seed(1) });
    x.dispose();
    const controller = new AbortController();
    await expectNoLeak(async () => {
      const stopped = ancestralSample(process, 1, {
        rng: seed(1),
        signal: controller.signal,
        onProgress: ({ step }) => void (step === 3 && controller.abort()),
      });
      await expect(stopped).rejects.toThrow(InterruptedError);
      await expect(stopped).rejects.toThrow("interrupted after step 3 of 10");
    });
    dispose();
    const broken = processOf(bars, () => {
      throw new Error("broken network");
    });
    await expectNoLeak(async () => {
      await expect(ancestralSample(broken.process, 1, { rng: seed(1) })).rejects.toThrow(
        "broken network",
      );
    });
    broken.dispose();
  });
});
