import { beforeEach, describe, expect, it } from "vitest";
import { seed, toTensor, type Examples, type NdArray, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  createIaf,
  createMaf,
  createPictureMaf,
  loadIaf,
  loadMaf,
  loadPictureMaf,
} from "../../lib/flows";
import { chiSquareTest } from "../../lib/math";
import type { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { generativeModelContract } from "../contracts/generativeModel";
import { logProbContract } from "../contracts/hasLogProb";
import { nativeOnly } from "../contracts/native";
import { pixelNumbers } from "../contracts/pixelNumbers";

const points = { dim: 3, layers: 2, hidden: [8] };
const pictures = { imageSize: 2, layers: 2, hidden: [6], lambda: 0.01 };
const iafPoints = { dim: 2, layers: 2, hidden: [6] };

generativeModelContract("a small MAF", {
  create: (rng) => createMaf(points, rng),
  load: async (file) => (await loadMaf(file)).model,
  eventShape: [3],
});

generativeModelContract("a small MAF of pictures", {
  create: (rng) => createPictureMaf(pictures, rng),
  load: async (file) => (await loadPictureMaf(file)).model,
  eventShape: [2, 2, 1],
  examples: pixelNumbers([2, 2, 1]),
});

generativeModelContract("a small IAF", {
  create: (rng) => createIaf(iafPoints, rng),
  load: async (file) => (await loadIaf(file)).model,
  eventShape: [2],
});

/** Gives a model weights, and running statistics, that are not those of the identity. */
function disturb<M extends { readonly parameters: Parameters }>(model: M, scale = 0.4): M {
  for (const [name, variable] of model.parameters.all) {
    tf.tidy(() => {
      const noise = seed(7).fold(name).normal(variable.shape).mul(scale);
      variable.assign(name.endsWith("runningVariance") ? noise.exp() : noise);
    });
  }
  return model;
}

logProbContract("a MAF", {
  create: (rng) => disturb(createMaf(points, rng)),
  eventShape: [3],
});

logProbContract("a MAF of pictures", {
  create: (rng) => disturb(createPictureMaf(pictures, rng)),
  eventShape: [2, 2, 1],
  examples: (n, rng) => tf.tidy(() => rng.uniform<tf.Rank.R4>([n, 2, 2, 1]).mul(1.9).sub(0.95)),
});

logProbContract("an IAF", {
  create: (rng) => disturb(createIaf(iafPoints, rng)),
  eventShape: [2],
});

/** Points of the middle of each cell of an n x n grid on [-limit, limit]². */
function grid(n: number, limit: number): NdArray {
  const at = (i: number) => limit * ((2 * i + 1) / n - 1);
  const data = Float32Array.from({ length: 2 * n * n }, (_, k) => {
    const cell = k >> 1;
    return at(k % 2 === 0 ? cell % n : Math.floor(cell / n));
  });
  return { data, shape: [n * n, 2] };
}

const plane = { dim: 2, layers: 2, hidden: [12], activation: "tanh" } as const;
const planes = {
  "a MAF": () => disturb(createMaf(plane, seed(1)), 0.3),
  "an IAF": () => disturb(createIaf(plane, seed(1)), 0.2),
}; // prettier-ignore

describe.each(Object.entries(planes))("%s of the plane", (_, create) => {
  beforeEach(nativeOnly);
  const [n, limit] = [320, 12];

  it("has a density that integrates to 1, and samples that fall where it says", async () => {
    const model = create();
    const cell = ((2 * limit) / n) ** 2;
    const probabilities = (await model.logProbs(grid(n, limit))).map((log) => Math.exp(log) * cell);
    const whole = probabilities.reduce((sum, p) => sum + p, 0);
    expect(Math.abs(whole - 1)).toBeLessThan(2e-3);

    // Counts in squares of 8 x 8 cells, those that expect fewer than 10 taken together. False alarms: 1 in 10,000.
    const count = 20_000;
    const { data } = await model.sample(count, { rng: seed(5) });
    const side = n / 8;
    const coarse = (i: number) =>
      Math.min(side - 1, Math.max(0, Math.floor(((i / limit + 1) / 2) * side)));
    const expected = new Float64Array(side ** 2);
    probabilities.forEach((p, k) => {
      const square = Math.floor(Math.floor(k / n) / 8) * side + Math.floor((k % n) / 8);
      expected[square]! += (p / whole) * count;
    });
    const counts = new Float64Array(side ** 2);
    for (let i = 0; i < count; i++)
      counts[coarse(data[2 * i + 1]!) * side + coarse(data[2 * i]!)]!++;
    const bins = [...expected.keys()].filter((k) => expected[k]! >= 10);
    const rest = (values: Float64Array) => count - bins.reduce((sum, k) => sum + values[k]!, 0);
    const { pValue } = chiSquareTest(
      [...bins.map((k) => counts[k]!), rest(counts)],
      [...bins.map((k) => expected[k]!), rest(expected)],
    );
    expect(bins.length).toBeGreaterThan(20);
    expect(pValue).toBeGreaterThan(1e-4);
    model.dispose();
  });
});

describe("MAF and IAF", () => {
  beforeEach(nativeOnly);

  it("are each other's inverse when they have the same parameters", async () => {
    const config = {
      dim: 4,
      layers: 3,
      hidden: [10],
      permutation: "random",
      order: [2, 0, 3, 1],
    } as const;
    const maf = disturb(createMaf({ ...config, batchNorm: false }, seed(1)));
    const iaf = createIaf(config, seed(2));
    iaf.parameters.assign(maf.parameters.all);
    const x: NdArray = { data: seed(3).normalArray(20), shape: [5, 4] };
    const z = await maf.encode(x);
    expect((await iaf.decode(x)).data).toEqual(z.data);
    expectClose((await iaf.encode(z)).data, x.data, { absolute: 1e-4 }, "x");
    tf.tidy(() => {
      const [there, back] = [maf.bijector.forward(toTensor(x)), iaf.bijector.forward(toTensor(z))];
      expectClose(back.logDet.dataSync(), there.logDet.neg().dataSync(), { absolute: 1e-4 });
    });
    maf.dispose();
    iaf.dispose();
  });
});

/** Points of N(0, [[1, ρ], [ρ, 1]]) with ρ = 0.8. */
function correlated(count: number, rng: Rng): Examples {
  const z = rng.normalArray(2 * count);
  for (let i = 0; i < 2 * count; i += 2) z[i + 1] = 0.8 * z[i]! + 0.6 * z[i + 1]!;
  return {
    count,
    eventShape: [2],
    id: `correlated[${count}]`,
    batch: (indices) =>
      tf.tensor2d(
        Array.from(indices, (i) => [z[2 * i]!, z[2 * i + 1]!]),
        [indices.length, 2],
      ),
  };
}

describe("createMaf", () => {
  beforeEach(nativeOnly);

  it("learns a Gaussian down to its entropy, with the statistics of batches and then with the running ones", async () => {
    const data = correlated(5000, seed(1));
    const model = createMaf({ dim: 2, layers: 1, hidden: [] }, seed(2));
    const options = { steps: 400, batchSize: 250, learningRate: 0.02, rng: seed(3) };
    const { losses } = await model.fit(data, options);
    const entropy = Math.log(2 * Math.PI * Math.E) + Math.log(0.6);
    const last = losses.slice(-100).reduce((sum, loss) => sum + loss, 0) / 100;
    // The mean of 25,000 draws from 5000 points: standard error 1/√5000 = 0.014.
    expect(Math.abs(last - entropy)).toBeLessThan(0.05);
    const held = correlated(5000, seed(4));
    tf.tidy(() => {
      const x = held.batch(Array.from({ length: 5000 }, (_, i) => i));
      const mean = model.logProb(x).mean().dataSync()[0]!;
      expect(Math.abs(mean + entropy)).toBeLessThan(0.06);
    });
    model.dispose();
  });

  it("counts the logit and the reshaping of pictures: an untrained one is a normal in logit space", () => {
    const lambda = 0.01;
    const model = createPictureMaf({ ...pictures, batchNorm: false }, seed(1));
    tf.tidy(() => {
      const x = [-0.9, 0.3, 0, 0.99];
      const log = x.reduce((sum, value) => {
        const p = lambda + (1 - 2 * lambda) * ((value + 1) / 2);
        const y = Math.log(p / (1 - p));
        const slope = (1 - 2 * lambda) / 2 / (p * (1 - p));
        return sum - 0.5 * Math.log(2 * Math.PI) - 0.5 * y ** 2 + Math.log(slope);
      }, 0);
      expectClose(model.logProb(tf.tensor4d(x, [1, 2, 2, 1])).dataSync(), [log], {
        relative: 1e-5,
      });
    });
    model.dispose();
  });

  it("makes random permutations from a seed of its config, each layer another", () => {
    const latent = (permutationSeed: number) => {
      const config = { dim: 6, layers: 3, permutation: "random", permutationSeed } as const;
      const model = createMaf({ ...config, batchNorm: false }, seed(1));
      const x = tf.range(0, 6).reshape([1, 6]);
      const { value } = model.bijector.forward(x);
      const order = Array.from(value.dataSync());
      tf.dispose([x, value]);
      model.dispose();
      return order;
    };
    expect(latent(0)).toEqual(latent(0));
    expect(latent(0)).not.toEqual(latent(1));
    expect([...latent(0)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("refuses what is no architecture, and leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const create = (config: object) => () => createMaf({ dim: 2, ...config }, seed(1));
    expect(create({ layers: 0 })).toThrow("stack: layers=0");
    expect(create({ dim: 0 })).toThrow("dim=0");
    expect(create({ hidden: [0] })).toThrow("made: hidden[0]=0");
    expect(create({ order: [0, 0] })).toThrow("made: order=[0, 0];");
    expect(create({ permutation: "shuffle" })).toThrow(
      "stack: permutation=shuffle; pass one of reversal, random, none.",
    );
    expect(() => createPictureMaf({ imageSize: 2, lambda: 0.7 }, seed(1))).toThrow("lambda=0.7");
    expect(tf.memory().numTensors).toBe(before);
  });
});
