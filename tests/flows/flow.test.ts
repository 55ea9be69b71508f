import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, toTensor, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { toy2d } from "../../lib/datasets";
import { createActnorm } from "../../lib/flows/actnorm";
import { createFlow, type Flow } from "../../lib/flows/flow";
import { createNice } from "../../lib/flows/nice";
import { createRealNvp, loadRealNvp } from "../../lib/flows/realNvp";
import { chiSquareTest, normalLogDensity, sampleMean } from "../../lib/math";
import { Parameters } from "../../lib/nn";
import { InterruptedError, readTensors } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

beforeEach(nativeOnly);

const folder = temporaryFolder();
const create = () => createRealNvp({ dim: 2, couplings: 2, width: 8 }, seed(1));
const weights = async (flow: Flow) => Object.fromEntries(await readTensors(flow.parameters.all));

/** One actnorm, so that the fit is known: a Gaussian of diagonal covariance. */
function createGaussian(): Flow {
  const parameters = new Parameters(seed(1));
  const bijector = createActnorm(parameters.in("actnorm"), [2]);
  const config = {};
  return createFlow({
    kind: "test",
    description: "",
    config,
    eventShape: [2],
    parameters,
    bijector,
  });
}

describe("createFlow", () => {
  it("is, initialised on all data, the Gaussian of their mean and variance", async () => {
    const data = toy2d("twoMoons", 50, seed(1));
    const flow = createGaussian();
    await flow.fit(data, { steps: 1, batchSize: 50, learningRate: 0, rng: seed(2) });
    const logProbs = await flow.logProbs({ data: data.points, shape: [50, 2] });
    const axes = [0, 1].map((axis) => data.points.filter((_, i) => i % 2 === axis));
    const moments = axes.map((values) => {
      const mean = sampleMean(values);
      return { mean, variance: sampleMean(values.map((x) => (x - mean) ** 2)) };
    });
    const expected = Array.from({ length: 50 }, (_, i) =>
      moments.reduce(
        (sum, { mean, variance }, axis) =>
          sum + normalLogDensity(data.points[2 * i + axis]!, mean, variance),
        0,
      ),
    );
    expectClose(logProbs, expected, { absolute: 1e-4 }, "log p");
    flow.dispose();
  });

  it("resumes to the bit, though the data set its first values", async () => {
    const data = toy2d("twoMoons", 64, seed(1));
    const options = { steps: 6, batchSize: 16, rng: seed(2) };
    const straight = create();
    await straight.fit(data, options);
    const stateFile = path.join(folder, "state.safetensors");
    const controller = new AbortController();
    const first = create();
    const stopped = first.fit(data, {
      ...options,
      stateFile,
      signal: controller.signal,
      onProgress: ({ step }) => void (step === 3 && controller.abort()),
    });
    await expect(stopped).rejects.toThrow(InterruptedError);
    const second = create();
    await second.fit(data, { ...options, stateFile });
    expect(await weights(second)).toEqual(await weights(straight));
    for (const flow of [straight, first, second]) flow.dispose();
  });

  it("lets data set its first values once: not in a second fit, nor after loading", async () => {
    const data = toy2d("twoMoons", 16, seed(1));
    const still = { steps: 1, batchSize: 16, learningRate: 0, rng: seed(2) };
    const flow = create();
    const fresh = await weights(flow);
    await flow.fit(data, still);
    const initialised = await weights(flow);
    expect(initialised).not.toEqual(fresh);
    const other = toy2d("eightGaussians", 16, seed(3));
    await flow.fit(other, still);
    expect(await weights(flow)).toEqual(initialised);
    const file = path.join(folder, "flow.safetensors");
    await flow.save(file);
    const { model } = await loadRealNvp(file);
    const loaded = await weights(model);
    await model.fit(other, still);
    expect(await weights(model)).toEqual(loaded);
    flow.dispose();
    model.dispose();
  });

  it("encodes and decodes: batches of any size, the same as its bijector", async () => {
    const flow = create();
    const x: NdArray = { data: seed(4).normalArray(600), shape: [300, 2] };
    const z = await flow.encode(x);
    expect(z.shape).toEqual([300, 2]);
    expectClose((await flow.decode(z)).data, x.data, { relative: 1e-5, absolute: 1e-5 });
    const logProbs = await flow.logProbs(x);
    tf.tidy(() => {
      const all = toTensor<tf.Rank.R2>(x);
      expectClose(flow.bijector.forward(all).value.dataSync(), z.data, { absolute: 1e-5 });
      expectClose(flow.logProb(all).dataSync(), logProbs, { absolute: 1e-5 });
    });
    flow.dispose();
  });

  it("samples what it decodes of latents scaled by the temperature", async () => {
    const flow = create();
    const { data } = await flow.sample(5, { rng: seed(3), temperature: 0.5 });
    const half = seed(3).normalArray(10).map((z) => z / 2); // prettier-ignore
    expect(data).toEqual((await flow.decode({ data: half, shape: [5, 2] })).data);
    const still = await flow.sample(2, { rng: seed(3), temperature: 0 });
    expect(still.data.slice(0, 2)).toEqual(still.data.slice(2));
    await expect(flow.sample(1, { rng: seed(3), temperature: -1 })).rejects.toThrow(
      "sample: temperature=-1",
    );
    flow.dispose();
  });

  it("says which shapes came", async () => {
    const flow = create();
    const wrong = { data: new Float32Array(3), shape: [1, 3] };
    for (const ask of [flow.logProbs, flow.encode, flow.decode]) {
      await expect(ask(wrong)).rejects.toThrow(
        /^realnvp: . has shape \[1, 3\]; expected \[any, 2\]/,
      );
    }
    flow.dispose();
  });
});

const sizes = { dim: 2, couplings: 4, width: 16 };
/** Flows, and the nats by which they are to be nearer to the data than a Gaussian; NICE stretches all places alike. */
const flowsOfThePlane = {
  RealNVP: { create: () => createRealNvp(sizes, seed(1)), gain: 0.5 },
  NICE: { create: () => createNice(sizes, seed(1)), gain: 0.2 },
};

/** Trained for a moment, so that its density is far from the Gaussian it began with. */
async function trained(create: () => Flow): Promise<Flow> {
  const flow = create();
  const data = toy2d("twoMoons", 2000, seed(1));
  await flow.fit(data, { steps: 200, batchSize: 128, learningRate: 5e-3, rng: seed(2) });
  return flow;
}

describe.each(Object.entries(flowsOfThePlane))(
  "the density of a %s in the plane",
  (_, { create, gain }) => {
    const SIDE = 400;
    const REACH = 5;
    const BINS = 10;
    const cell = (2 * REACH) / SIDE;
    const centre = (i: number) => -REACH + (i + 0.5) * cell;
    const grid: NdArray = {
      data: Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
        const at = i >> 1;
        return centre(i % 2 === 0 ? at % SIDE : Math.floor(at / SIDE));
      }),
      shape: [SIDE * SIDE, 2],
    };

    it("integrates to 1, and its samples fall where it says", async () => {
      const flow = await trained(create);
      const mass = (await flow.logProbs(grid)).map((logP) => Math.exp(logP) * cell ** 2);
      const total = mass.reduce((a, b) => a + b, 0);
      expect(Math.abs(total - 1)).toBeLessThan(2e-3);

      const bin = (x: number, y: number) => {
        const [i, j] = [x, y].map((v) => Math.floor(((v + REACH) / (2 * REACH)) * BINS * 2));
        return i! >= 0 && j! >= 0 && i! < 2 * BINS && j! < 2 * BINS
          ? j! * 2 * BINS + i!
          : undefined;
      };
      const expected = new Float64Array(4 * BINS * BINS);
      mass.forEach((m, k) => (expected[bin(grid.data[2 * k]!, grid.data[2 * k + 1]!)!]! += m));
      const n = 20_000;
      const samples = await flow.sample(n, { rng: seed(8) });
      const counts = new Float64Array(expected.length);
      for (let k = 0; k < n; k++) {
        const at = bin(samples.data[2 * k]!, samples.data[2 * k + 1]!);
        if (at !== undefined) counts[at]!++;
      }
      // Bins that hardly anything falls into, and the outside, are one.
      const large = [...expected.keys()].filter((b) => expected[b]! * n >= 10);
      expect(large.length).toBeGreaterThan(20);
      const rest = (values: ArrayLike<number>, all: number) =>
        all - large.reduce((sum, b) => sum + values[b]!, 0);
      const { pValue } = chiSquareTest(
        [...large.map((b) => counts[b]!), rest(counts, n)],
        [...large.map((b) => expected[b]! * n), n * rest(expected, 1)],
      );
      expect(pValue).toBeGreaterThan(1e-4); // the false-alarm rate
      flow.dispose();
    });

    it("has learned: nearer to the data than a Gaussian of their covariance", async () => {
      const flow = await trained(create);
      const held = toy2d("twoMoons", 1000, seed(9));
      const logProbs = await flow.logProbs({ data: held.points, shape: [1000, 2] });
      const gaussian = createGaussian();
      await gaussian.fit(held, { steps: 1, batchSize: 1000, learningRate: 0, rng: seed(2) });
      const baseline = await gaussian.logProbs({ data: held.points, shape: [1000, 2] });
      expect(sampleMean(logProbs)).toBeGreaterThan(sampleMean(baseline) + gain);
      flow.dispose();
      gaussian.dispose();
    });
  },
);

it("writes a card of its kind and config", async () => {
  const flow = create();
  const file = path.join(folder, "card.safetensors");
  const card = await flow.save(file, { metrics: { nats: 1 } });
  expect(card).toMatchObject({ kind: "realnvp", parameters: flow.parameters.count });
  expect(card.config).toEqual(flow.config);
  expect(fs.existsSync(path.join(folder, "card.json"))).toBe(true);
  flow.dispose();
});
