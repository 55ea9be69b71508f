import { beforeEach, describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createDdpm, type Ddpm, type DdpmConfig } from "../../lib/diffusion";
import {
  bitsPerDim,
  discretizedGaussianLogLikelihood,
  posteriorLogVariance,
  posteriorMean,
  priorTerm,
  reversePosterior,
  stepTerm,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const T = 12;
const D = 16;
const config: DdpmConfig = {
  network: {
    imageSize: 4,
    channels: 1,
    baseChannels: 4,
    channelMultipliers: [1],
    groups: 2,
    classes: 2,
  },
  T,
  schedule: { name: "linear", betaEnd: 0.4 },
  target: "v",
};

function shaken(changes: Partial<DdpmConfig> = {}): Ddpm {
  const model = createDdpm({ ...config, ...changes }, seed(1));
  for (const [name, variable] of model.network.parameters.variables) {
    tf.tidy(() =>
      variable.assign(
        seed(6)
          .fold(name)
          .normal(variable.shape as never)
          .mul(0.2),
      ),
    );
  }
  return model;
}

/** Pictures of 256 levels. */
const pictures = (n: number): NdArray => ({
  data: Float32Array.from(seed(2).integerArray(n * D, { high: 256 }), (x) => x / 127.5 - 1),
  shape: [n, 4, 4, 1],
});

beforeEach(nativeOnly);

describe("diffusionBound", () => {
  it("is L_0 + Σ L_{t-1} + L_T of dgm/math, all terms, for one picture", async () => {
    const model = shaken();
    const rng = seed(9);
    const found = await model.bound(pictures(1), { rng, labels: 1 });
    const { betas, alphaBars } = model.process;
    const x0 = pictures(1).data;
    const posterior = reversePosterior(betas);
    const logs = posteriorLogVariance(betas, "fixed-small");
    const terms = Array.from({ length: T }, (_, t) => {
      const noise = rng
        .fold(0)
        .fold(t === 0 ? T - 1 : t - 1)
        .normalArray(D);
      const [a, s] = [Math.sqrt(alphaBars[t]!), Math.sqrt(1 - alphaBars[t]!)];
      const xt = x0.map((x, i) => a * x + s * noise[i]!);
      const guess = tf.tidy(() => {
        const v = model.network.predict(tf.tensor4d(xt, [1, 4, 4, 1]), tf.tensor1d([t]), {
          labels: tf.tensor1d([1], "int32"),
        });
        return xt.map((x, i) => Math.min(1, Math.max(-1, a * x - s * v.dataSync()[i]!)));
      });
      if (t === 0) {
        const exact = discretizedGaussianLogLikelihood(x0, guess, logs[0]! / 2, { floor: 1e-12 });
        return -exact.reduce((p, q) => p + q, 0);
      }
      const mean = posteriorMean(posterior, t + 1, guess, xt);
      return stepTerm(betas, t + 1, x0, xt, mean, posterior.variance[t]!);
    }).map((nats) => bitsPerDim(nats, D));
    const close = { relative: 1e-4 };
    expectClose([found.decoder], [terms[0]!], close, "L_0");
    expectClose(
      found.parts.map((part) => part.bitsPerDim),
      terms.slice(1),
      close,
      "L_{t-1}",
    );
    expect(found.parts.map(({ from, to }) => [from, to])).toEqual(
      Array.from({ length: T - 1 }, (_, i) => [i + 2, i + 2]),
    );
    expectClose([found.prior], [bitsPerDim(priorTerm(x0, betas), D)], { relative: 1e-10 }, "L_T");
    const { decoder, steps, prior, total } = found;
    expect(total).toBeCloseTo(decoder + steps + prior, 10);
    expect(found.standardError).toBeNaN();
    model.dispose();
  });

  /** False-alarm rate: 6e-5 (4 standard errors of the difference). */
  it("estimated from a few terms is the sum of all, within its standard error", async () => {
    const model = shaken();
    const all = await model.bound(pictures(40), { rng: seed(1) });
    const some = await model.bound(pictures(40), { rng: seed(2), terms: 3 });
    expect(some.parts.map(({ from, to }) => [from, to])).toEqual([
      [2, 4],
      [5, 8],
      [9, 12],
    ]);
    const gaps = some.perPicture.map((bits, i) => bits - all.perPicture[i]!);
    const mean = gaps.reduce((a, b) => a + b, 0) / 40;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / 39;
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / 40));
    const partsOf = (parts: typeof all.parts) => parts.reduce((sum, p) => sum + p.bitsPerDim, 0);
    expect(partsOf(some.parts)).toBeCloseTo(some.steps, 8);
    expect(some.standardError).toBeGreaterThan(0);
    model.dispose();
  });

  it("does not depend on the batch, and leaves no tensor behind; a learned variance as well", async () => {
    for (const variance of ["fixed", "learned"] as const) {
      const model = shaken({ variance });
      await expectNoLeak(async () => {
        const options = { rng: seed(3), terms: 2, labels: [0, 1, 0] };
        const whole = await model.bound(pictures(3), options);
        const single = await model.bound(pictures(3), { ...options, batchSize: 1 });
        expectClose(single.perPicture, whole.perPicture, { relative: 1e-5 });
        expect(whole.perPicture.every(Number.isFinite)).toBe(true);
      });
      model.dispose();
    }
  });

  it("refuses what does not fit", async () => {
    const model = shaken();
    const rng = seed(1);
    const wrong = { data: new Float32Array(32), shape: [2, 4, 4, 2] };
    await expect(model.bound(wrong, { rng })).rejects.toThrow(
      "diffusionBound: pictures has shape [2, 4, 4, 2]; expected [any, 4, 4, 1].",
    );
    const none = { data: new Float32Array(0), shape: [0, 4, 4, 1] };
    await expect(model.bound(none, { rng })).rejects.toThrow("number of pictures=0");
    for (const terms of [0, T]) {
      await expect(model.bound(pictures(1), { rng, terms })).rejects.toThrow(
        `diffusionBound: terms=${terms} is not an integer from 1 to 11; pass one.`,
      );
    }
    await expect(model.bound(pictures(1), { rng, labels: 2 })).rejects.toThrow("label=2");
    const bytes = { data: new Float32Array(D).fill(200), shape: [1, 4, 4, 1] };
    await expect(model.bound(bytes, { rng, terms: 1 })).rejects.toThrow("x[0]=200");
    model.dispose();
  });
});
