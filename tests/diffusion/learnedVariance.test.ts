import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  ancestral,
  boundTerm,
  createDdpm,
  learnedRange,
  loadDdpm,
  type Ddpm,
  type Stepper,
} from "../../lib/diffusion";
import { stopGradient } from "../../lib/diffusion/stopGradient";
import {
  bitsPerDim,
  discretizedGaussianLogLikelihood,
  learnedRangeLogVariance,
  linearBetas,
  posteriorLogVariance,
  reversePosterior,
  stepTerm,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { generativeModelContract } from "../contracts/generativeModel";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const config = {
  network: { imageSize: 4, channels: 1, baseChannels: 4, channelMultipliers: [1], groups: 2 },
  T: 6,
  variance: "learned",
  target: "v",
} as const;

/** Trained with sampled timesteps and min-SNR weights. */
function withExtras(model: Ddpm): Ddpm {
  const extras = { timesteps: "loss-second-moment", lossWeighting: "min-snr" } as const;
  return { ...model, fit: (examples, options) => model.fit(examples, { ...extras, ...options }) };
}

generativeModelContract("a DDPM of learned variance, sampled timesteps and weighted losses", {
  create: (rng) => withExtras(createDdpm(config, rng)),
  load: async (file) => (await loadDdpm(file)).model,
  eventShape: [4, 4, 1],
});

beforeEach(nativeOnly);

describe("learnedRange", () => {
  it("is float64's, log β̃ at v = -1 and log β at v = 1", () => {
    tf.tidy(() => {
      const v = [-1, 1, 0, 0.5, 1.5];
      const found = learnedRange(tf.tensor4d(v, [1, 5, 1, 1]), tf.scalar(-4), tf.scalar(-6));
      expectClose(found.dataSync(), learnedRangeLogVariance(v, -4, -6), { absolute: 1e-6 });
      expectClose(found.dataSync(), [-6, -4, -5, -4.5, -3.5], { absolute: 1e-6 });
    });
  });
});

describe("boundTerm", () => {
  const betas = linearBetas(20, { betaEnd: 0.2 });
  const { coefX0, coefXt } = reversePosterior(betas);
  const logPosterior = posteriorLogVariance(betas, "fixed-small");

  /** One example at step t, in float64 and as tensors. */
  const example = (t: number) => {
    const x0 = seed(1).integerArray(8, { high: 256 });
    const clean = Float32Array.from(x0, (level) => level / 127.5 - 1);
    const guess = clean.map((x, i) => x + 0.1 * seed(2).normalArray(8)[i]!);
    const logs = seed(3)
      .normalArray(8)
      .map((z) => logPosterior[t - 1]! + 0.3 * Math.abs(z));
    const picture = (values: Float32Array) => tf.tensor4d(values, [1, 2, 2, 2]);
    const inputs = () => ({
      x0: picture(clean),
      predictedX0: picture(guess),
      logVariance: picture(logs),
      logPosterior: tf.scalar(logPosterior[t - 1]!),
      coefX0: tf.scalar(coefX0[t - 1]!),
      first: tf.scalar(t === 1 ? 1 : 0),
    });
    return { clean, guess, logs, inputs };
  };

  it("is L_{t-1} of float64 in bits per dimension", () => {
    tf.tidy(() => {
      for (const t of [2, 7, 20]) {
        const { clean, guess, logs, inputs } = example(t);
        const xt = seed(5).normalArray(8);
        const mean = Float64Array.from(
          guess,
          (g, i) => coefX0[t - 1]! * g + coefXt[t - 1]! * xt[i]!,
        );
        const nats = stepTerm(betas, t, clean, xt, mean, Float64Array.from(logs, Math.exp));
        const found = boundTerm(inputs()).dataSync();
        expectClose(found, [bitsPerDim(nats, 8)], { relative: 1e-4, absolute: 1e-6 }, `t = ${t}`);
      }
    });
  });

  it("is L_0 at the first step", () => {
    tf.tidy(() => {
      const { clean, guess, logs, inputs } = example(1);
      const options = { cdf: "tanh", floor: 1e-12 } as const;
      const half = logs.map((log) => log / 2);
      const exact = discretizedGaussianLogLikelihood(clean, guess, half, options);
      const bits = bitsPerDim(-exact.reduce((a, b) => a + b, 0), 8);
      expectClose(boundTerm(inputs()).dataSync(), [bits], { relative: 1e-4 });
    });
  });

  it("through stopGradient teaches the variance and not the mean, and is smallest at the true one", () => {
    tf.tidy(() => {
      const { inputs } = example(7);
      const fixed = inputs();
      const f = (guess: tf.Tensor, log: tf.Tensor) =>
        boundTerm({
          ...fixed,
          predictedX0: stopGradient(guess) as tf.Tensor4D,
          logVariance: log as tf.Tensor4D,
        }).sum();
      const [byGuess, byLog] = tf.grads(f as never)([fixed.predictedX0, fixed.logVariance]);
      expect(Math.max(...byGuess!.abs().dataSync())).toBe(0);
      expect(Math.min(...byLog!.abs().dataSync())).toBeGreaterThan(0);
      // σ² = β̃ + coefX0² (x_0 - x̂_0)²: there the gradient is 0.
      const gap = fixed.x0.sub(fixed.predictedX0).mul(fixed.coefX0).square();
      const best = gap.add(fixed.logPosterior.exp()).log();
      const [, there] = tf.grads(f as never)([fixed.predictedX0, best]);
      expect(Math.max(...there!.abs().dataSync())).toBeLessThan(1e-5);
    });
  });

  it("leaves nothing behind but its result", async () => {
    const inputs = example(3).inputs();
    await expectNoLeak(() => boundTerm(inputs));
    tf.dispose(Object.values(inputs));
  });
});

describe("a DDPM of learned variance", () => {
  it("has two outputs for each channel, and draws with its own variance unless told otherwise", async () => {
    const model = createDdpm(config, seed(1));
    expect(model.network.outChannels).toBe(2);
    const drawn = (sampler?: Stepper) =>
      model.sample(2, { rng: seed(1), ...(sampler && { sampler }) });
    const learned = await drawn(ancestral({ variance: "learned-range" }));
    expect(await drawn()).toEqual(learned);
    expect(await drawn(ancestral())).not.toEqual(learned);
    model.dispose();
  });
});
