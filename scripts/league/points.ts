import { createPixelCnn, type PixelCnnConfig } from "dgm/autoregressive";
import { toTensor, type Examples, type NdArray, type Rng } from "dgm/core";
import type { Toy2d } from "dgm/datasets";
import { createDdpm, odeLogLikelihood, type DdpmConfig } from "dgm/diffusion";
import { createRealNvp, type RealNvpConfig } from "dgm/flows";
import { createGan, type GanConfig } from "dgm/gan";
import { createVae, type VaeConfig } from "dgm/vae";
import type { Scoring } from "./contestants";

/** A model of points that has been trained. */
export interface TrainedPoints {
  readonly parameters: number;
  /** Points [n,2]. */
  sample(n: number, rng: Rng): Promise<NdArray>;
  /** Log-densities of points [n,2], or bounds of them, nats; none where nobody can say. */
  readonly logProbs?: (points: NdArray, rng: Rng) => Promise<ArrayLike<number>>;
  dispose(): void;
}

/** How long a model is trained, the same for all. */
export interface PointsTraining {
  readonly updates: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** One family on points of the plane, with about as many weights as the others. */
export interface PointsFamily {
  readonly name: "VAE" | "GAN" | "flow" | "autoregressive" | "diffusion";
  readonly config: object;
  readonly scores: Scoring;
  /** It knows points within [-reach, reach]² only. @default the whole plane */
  readonly reach?: number;
  train(data: Toy2d, training: PointsTraining, rng: Rng): Promise<TrainedPoints>;
}

/** What every `fit` is told. */
interface CommonOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly learningRate: (step: number) => number;
  readonly emaDecay: number;
}

/** What sets a family apart, around its model. */
interface FamilyParts<Model> extends Omit<PointsFamily, "train"> {
  create(rng: Rng): Model;
  fit(model: Model, data: Toy2d, options: CommonOptions): Promise<unknown>;
  sample(model: Model, n: number, rng: Rng): Promise<NdArray>;
  logProbs?(model: Model, points: NdArray, rng: Rng): Promise<ArrayLike<number>>;
}

const RATE = 2e-3;
/** The rate falls almost to 0. */
const FALL = 1.02;
const EMA_DECAY = 0.99;

function family<Model extends { readonly parameters: { readonly count: number }; dispose(): void }>(
  parts: FamilyParts<Model>,
): PointsFamily {
  const { name, config, scores, reach, logProbs } = parts;
  return {
    name,
    config,
    scores,
    ...(reach !== undefined && { reach }),
    async train(data, { updates, batchSize, signal }, rng) {
      const [initRng, runRng] = rng.split(2) as [Rng, Rng];
      const model = parts.create(initRng);
      await parts.fit(model, data, {
        steps: updates,
        batchSize,
        signal,
        rng: runRng,
        learningRate: (step) => RATE * (1 - step / (FALL * updates)),
        emaDecay: EMA_DECAY,
      });
      return {
        parameters: model.parameters.count,
        sample: (n, key) => parts.sample(model, n, key),
        ...(logProbs && { logProbs: (points, key) => logProbs(model, points, key) }),
        dispose: () => model.dispose(),
      };
    },
  };
}

const vaeConfig = { network: { dim: 2, width: 64 }, latentDim: 2 } as const satisfies VaeConfig;
/** Share of the updates over which the weight of the KL rises to 1: without it the code collapses. */
const KL_WARMUP = 1 / 3;
const vae = family({
  name: "VAE",
  config: { ...vaeConfig, klWarmup: KL_WARMUP },
  scores: "bound",
  create: (rng) => createVae(vaeConfig, rng),
  fit: (model, data, options) =>
    model.fit(data, { ...options, klWarmup: Math.round(KL_WARMUP * options.steps) }),
  sample: (model, n, rng) => model.sample(n, { rng }),
  async logProbs(model, points, rng) {
    const x = toTensor(points);
    const bounds = model.elbo(x, rng);
    const values = await bounds.data<"float32">();
    x.dispose();
    bounds.dispose();
    return values;
  },
});

const ganConfig = { network: { dim: 2, width: 64 }, latentDim: 2 } as const satisfies GanConfig;
const gan = family({
  name: "GAN",
  config: ganConfig,
  scores: "no",
  create: (rng) => createGan(ganConfig, rng),
  fit(model, data, { emaDecay, learningRate, ...options }) {
    const group = { learningRate, emaDecay };
    const penalty = { kind: "r1", weight: 1 } as const;
    return model.fit(data, { ...options, penalty, generator: group, discriminator: group });
  },
  sample: (model, n, rng) => model.sample(n, { rng }),
});

const flowConfig = { dim: 2, couplings: 8, width: 32 } as const satisfies RealNvpConfig;
const flow = family({
  name: "flow",
  config: flowConfig,
  scores: "exact",
  create: (rng) => createRealNvp(flowConfig, rng),
  fit: (model, data, options) => model.fit(data, { ...options, clipNorm: 5 }),
  sample: (model, n, rng) => model.sample(n, { rng }),
  logProbs: (model, points) => model.logProbs(points),
});

/** The plane's square [-REACH, REACH]² in LEVELS² cells: a point is a picture of two pixels. */
const LEVELS = 64;
const REACH = 2.4;
/** A cell's side; within a cell all points are equally likely. */
const CELL = (2 * REACH) / LEVELS;

/** The value of the pixel whose cell holds x; points outside the square count as its edge. */
function pixelOf(x: number): number {
  const level = Math.min(LEVELS - 1, Math.max(0, Math.floor((x + REACH) / CELL)));
  return (2 * level) / (LEVELS - 1) - 1;
}

const asPictures = (data: ArrayLike<number>): NdArray => ({
  data: Float32Array.from(data, pixelOf),
  shape: [data.length / 2, 1, 2, 1],
});

const asPictureExamples = ({ points, count, id }: Toy2d): Examples => ({
  count,
  eventShape: [1, 2, 1],
  id: `${id}, in ${LEVELS} x ${LEVELS} cells`,
  batch: (indices) =>
    toTensor(asPictures(Array.from(indices).flatMap((i) => [points[2 * i]!, points[2 * i + 1]!]))),
});

const pixelConfig = {
  shape: [1, 2, 1],
  levels: LEVELS,
  output: "softmax",
  features: 8,
  layers: 4,
  headFeatures: 32,
  firstKernel: 3,
} as const satisfies PixelCnnConfig;
const autoregressive = family({
  name: "autoregressive",
  config: { ...pixelConfig, reach: REACH },
  scores: "exact",
  reach: REACH,
  create: (rng) => createPixelCnn(pixelConfig, rng),
  fit: (model, data, options) => model.fit(asPictureExamples(data), options),
  async sample(model, n, rng) {
    const { data } = await model.sample(n, { rng: rng.fold("cells"), batchSize: n });
    const within = rng.fold("within").uniformArray(2 * n);
    const level = (x: number) => Math.round(((x + 1) / 2) * (LEVELS - 1));
    return { data: data.map((x, i) => (level(x) + within[i]!) * CELL - REACH), shape: [n, 2] };
  },
  logProbs: async (model, { data }) =>
    (await model.logProbs(asPictures(data))).map((nats) => nats - 2 * Math.log(CELL)),
});

const diffusionConfig = {
  network: { dim: 2, width: 32, depth: 2 },
  T: 200,
  schedule: "cosine",
} as const satisfies DdpmConfig;
const diffusion = family({
  name: "diffusion",
  config: diffusionConfig,
  scores: "exact",
  create: (rng) => createDdpm(diffusionConfig, rng),
  fit: (model, data, options) => model.fit(data, options),
  sample: (model, n, rng) => model.sample(n, { rng, steps: model.process.T, clip: "none" }),
  async logProbs({ alphaBars, predictor }, points) {
    const process = { alphaBars, network: predictor() };
    return (await odeLogLikelihood(process, points, { trace: "exact" })).logLikelihood;
  },
});

/** The families, in the order of the notebooks. */
export const pointsFamilies: readonly PointsFamily[] = [vae, gan, flow, autoregressive, diffusion];
