import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  linearVaeElbo,
  linearVaeLogLikelihood,
  linearVaePosterior,
  meanEstimate,
  sampleMean,
  zTest,
  type LinearVae,
} from "../../lib/math";
import { createVae, iwaeBounds, latentActivity, type Vae } from "../../lib/vae";
import { nativeOnly } from "../contracts/native";

/** x = w z + b + 0.5 noise: log p(x) is known. */
const exact: LinearVae = { weights: [1.5, -0.7], bias: [0.3, -0.2], variance: 0.25 };
const q = { slope: 0, offset: 0, variance: 0 };
{
  const at = (x: number[]) => linearVaePosterior(exact, x).mean;
  q.variance = linearVaePosterior(exact, [0, 0]).variance;
  q.offset = at([0, 0]);
}
const slopes = [0, 1].map((d) => {
  const x = [0, 0];
  x[d] = 1;
  return linearVaePosterior(exact, x).mean - q.offset;
});

/** A linear VAE with the exact decoder, and q(z|x) = N(exact mean + shift, spread · exact variance). */
function linearVae({ shift = 0, spread = 1 } = {}): Vae {
  const model = createVae({ network: { dim: 2, depth: 0 }, latentDim: 1, deviation: 0.5 }, seed(1));
  tf.tidy(() => {
    const set = (name: string, values: number[], shape: number[]) =>
      [name, tf.tensor(values, shape)] as const;
    model.parameters.assign(
      new Map([
        set("encoder.linear0.weight", [slopes[0]!, 0, slopes[1]!, 0], [2, 2]),
        set("encoder.linear0.bias", [q.offset + shift, Math.log(spread * q.variance)], [2]),
        set("decoder.linear0.weight", [...Array.from(exact.weights)], [1, 2]),
        set("decoder.linear0.bias", [...Array.from(exact.bias)], [2]),
      ]),
    );
  });
  return model;
}

/** Draws from the exact model, [n,2]. */
function draws(n: number): NdArray {
  const noise = seed(6).normalArray(3 * n);
  const data = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < 2; d++) {
      data[2 * i + d] =
        exact.weights[d]! * noise[3 * i]! + exact.bias[d]! + 0.5 * noise[3 * i + 1 + d]!;
    }
  }
  return { data, shape: [n, 2] };
}
const logLikelihoods = ({ data, shape }: NdArray) =>
  Float64Array.from({ length: shape[0]! }, (_, i) =>
    linearVaeLogLikelihood(exact, data.subarray(2 * i, 2 * i + 2)),
  );

describe("a linear VAE, whose log-likelihood is known", () => {
  beforeEach(nativeOnly);

  it("has, with the exact posterior, weights that are p(x) whatever z was drawn", async () => {
    const model = linearVae();
    const x = draws(50);
    const weights = await model.logWeights(x, { rng: seed(2), draws: 20 });
    const truth = logLikelihoods(x);
    weights.data.forEach((log, i) => expect(log).toBeCloseTo(truth[Math.floor(i / 20)]!, 4));
    model.dispose();
  });

  it("has, with another posterior, the ELBO of the closed form, below log p(x)", async () => {
    const model = linearVae({ shift: 0.4, spread: 2 });
    const x: NdArray = { data: new Float32Array(8000), shape: [4000, 2] };
    const point = [1.1, -0.9];
    for (let i = 0; i < 4000; i++) x.data.set(point, 2 * i);
    const posterior = linearVaePosterior(exact, point);
    const expected = linearVaeElbo(exact, point, {
      mean: posterior.mean + 0.4,
      variance: 2 * posterior.variance,
    });
    const { elbo, kl } = await model.bound(x, { rng: seed(2) });
    const { estimate, standardError } = meanEstimate(elbo);
    expect(zTest(estimate, expected, standardError).pValue).toBeGreaterThan(1e-6);
    expect(estimate + 6 * standardError).toBeLessThan(linearVaeLogLikelihood(exact, point));
    const [mean, variance] = [posterior.mean + 0.4, 2 * posterior.variance];
    expect(kl[0]).toBeCloseTo((mean ** 2 + variance - 1 - Math.log(variance)) / 2, 5);
    model.dispose();
  });

  it("has an IWAE bound that rises with k towards log p(x)", async () => {
    const model = linearVae({ shift: 0.3, spread: 1.5 });
    const x = draws(2000);
    const truth = logLikelihoods(x);
    const weights = await model.logWeights(x, { rng: seed(2), draws: 64 });
    const gaps = [1, 4, 16, 64].map((k) =>
      meanEstimate(iwaeBounds(weights, k).map((bound, i) => truth[i]! - bound)),
    );
    gaps.forEach(({ estimate, standardError }, i) => {
      if (i > 0) expect(estimate).toBeLessThan(0.7 * gaps[i - 1]!.estimate);
      expect(estimate + 5 * standardError).toBeGreaterThan(0); // never above, 3e-7 of false alarm
    });
    expect(gaps[3]!.estimate).toBeLessThan(0.01);
    model.dispose();
  });

  it("trains to that log-likelihood: its bound stays below, and the gap closes", async () => {
    const x = draws(4000);
    const data: Examples = {
      count: 4000,
      eventShape: [2],
      id: "linear",
      batch: (indices) =>
        tf.tensor2d(
          Array.from(indices, (i) => [x.data[2 * i]!, x.data[2 * i + 1]!]),
          [indices.length, 2],
        ),
    };
    const model = createVae({ network: { dim: 2, depth: 0 }, latentDim: 1 }, seed(1));
    await model.fit(data, { steps: 1500, batchSize: 256, rng: seed(3), learningRate: 1e-2 });
    const { elbo } = await model.bound(x, { rng: seed(2) });
    const read = async (name: string) => [
      ...(await model.parameters.all.get(name)!.data<"float32">()),
    ];
    const fitted: LinearVae = {
      weights: await read("decoder.linear0.weight"),
      bias: await read("decoder.linear0.bias"),
      variance: Math.exp((await read("output.logVariance"))[0]!),
    };
    const own = Float64Array.from({ length: 4000 }, (_, i) =>
      linearVaeLogLikelihood(fitted, x.data.subarray(2 * i, 2 * i + 2)),
    );
    const gap = meanEstimate(own.map((log, i) => log - elbo[i]!));
    expect(gap.estimate + 5 * gap.standardError).toBeGreaterThan(0);
    expect(gap.estimate).toBeLessThan(0.03);
    // maximum likelihood of the sample is at least that of the truth, to what training leaves
    expect(sampleMean(own)).toBeGreaterThan(sampleMean(logLikelihoods(x)) - 0.02);
    model.dispose();
  });

  it("collapses the directions whose variance is below β σ²: reverse water-filling", async () => {
    // Data with variances λ: the best linear β-VAE keeps λ > β σ² only, at a rate of ½ log(λ/(β σ²)) nats each, and leaves
    // a squared error of min(λ, β σ²) in each (the rate-distortion function of a Gaussian; Cover & Thomas 2006, 10.3.3).
    const lambdas = [2, 0.5, 0.1];
    const noise = seed(8).normalArray(3 * 8000);
    const data: Examples = {
      count: 8000,
      eventShape: [3],
      id: "axes",
      batch: (indices) =>
        tf.tensor2d(
          Array.from(indices, (i) => lambdas.map((l, d) => Math.sqrt(l) * noise[3 * i + d]!)),
          [indices.length, 3],
        ),
    };
    const x: NdArray = {
      data: noise.map((z, i) => Math.sqrt(lambdas[i % 3]!) * z),
      shape: [8000, 3],
    };
    const [deviation, beta] = [0.5, 0.8];
    const level = beta * deviation ** 2; // 0.2
    const config = { network: { dim: 3, depth: 0 }, latentDim: 3, deviation, beta };
    const model = createVae(config, seed(1));
    await model.fit(data, { steps: 1500, batchSize: 256, rng: seed(3), learningRate: 1e-2 });
    const activity = latentActivity(await model.encode(x));
    expect(activity.active).toBe(2);
    const rates = Float64Array.from(activity.kl).sort().reverse();
    [Math.log(2 / level) / 2, Math.log(0.5 / level) / 2, 0].forEach((rate, i) => {
      expect(Math.abs(rates[i]! - rate), `rate ${i}`).toBeLessThan(0.04);
    });
    const { reconstruction } = await model.bound(x, { rng: seed(4) });
    const logNormaliser = 3 * Math.log(2 * Math.PI * deviation ** 2);
    const distortion = (-2 * sampleMean(reconstruction) - logNormaliser) * deviation ** 2;
    expect(Math.abs(distortion - (level + level + 0.1))).toBeLessThan(0.03);
    model.dispose();
  });
});
