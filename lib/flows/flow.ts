import { requireInteger, requireNumber, requireShape } from "../core/arguments";
import type { Examples } from "../core/examples";
import type { GenerativeModel, HasLogProb } from "../core/model";
import type { NdArray } from "../core/ndarray";
import { requirePixels } from "../core/pixels";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { standardNormalLogDensity, zeros, type Parameters } from "../nn";
import {
  saveModel,
  type CardNotes,
  type CheckpointCard,
  type FitOptions,
  type TrainHistory,
} from "../train";
import { requireEvents, type Bijector } from "./bijector";
import { quantised, type Dequantiser } from "./dequantiser";
import { fitFlow } from "./fitFlow";
import { createRowMap } from "./rowMap";

/** What a flow is made of, whatever its family. */
export interface FlowParts<Config extends object> {
  /** Who can load its file, "realnvp" for instance; errors begin with it. */
  readonly kind: string;
  readonly description: string;
  /** Everything needed to build it anew. */
  readonly config: Config;
  /** Shape of one example. */
  readonly eventShape: readonly number[];
  /** Shape of one latent. @default eventShape */
  readonly latentShape?: readonly number[];
  readonly parameters: Parameters;
  readonly bijector: Bijector;
  /** What the loss goes through where it is another: batch normalisation with the batch's statistics. @default bijector */
  readonly training?: Bijector;
  /** For data of whole-number levels, such as pictures. @default none: the data are continuous */
  readonly dequantiser?: Dequantiser;
  /** Largest absolute value of the data that have a density. @default none: all numbers have */
  readonly limit?: number;
  /** The direction that goes dimension by dimension, in so many passes that it is not recorded. @default neither */
  readonly sequential?: "forward" | "inverse";
}

export interface FlowSampleOptions {
  readonly rng: Rng;
  /** Standard deviation of the latents; below 1, samples come from nearer the mode. @default 1 */
  readonly temperature?: number;
}

/** `batchSize` is 128 by default. */
export type FlowFitOptions = FitOptions;

/**
 * A normalising flow: x = f⁻¹(z) with z ~ N(0, I), so that log p(x) = log N(f(x); 0, I) + log|det ∂f/∂x|; Rezende & Mohamed
 * 2015, Dinh et al. 2017, equation 2. It is trained by maximum likelihood: the losses are mean negative log-likelihoods, in
 * nats per example, or of data of levels in bits per dimension.
 */
export interface Flow<Config extends object = object>
  extends
    GenerativeModel<FlowFitOptions, FlowSampleOptions, TrainHistory, CheckpointCard, CardNotes>,
    HasLogProb {
  readonly config: Config;
  readonly parameters: Parameters;
  readonly eventShape: readonly number[];
  readonly latentShape: readonly number[];
  /** Data to latent, op by op and differentiable. */
  readonly bijector: Bijector;
  /** Log-densities of examples [n,...event], nats, in batches. @throws RangeError for pictures whose values are out of range. */
  logProbs(x: NdArray): Promise<Float32Array>;
  /** Examples [n,...event] → latents [n,...latent]. @throws RangeError for pictures whose values are out of range. */
  encode(x: NdArray): Promise<NdArray>;
  /** Latents [n,...latent] → examples [n,...event], of data of levels not rounded to them. */
  decode(z: NdArray): Promise<NdArray>;
}

/** Rows that are computed at once. */
const BATCH = 256;

/** Builds the model over its parts, which it owns from now on. */
export function createFlow<Config extends object>(parts: FlowParts<Config>): Flow<Config> {
  const { kind, description, config, eventShape, latentShape = eventShape } = parts;
  const { parameters, bijector, training = bijector, dequantiser, limit, sequential } = parts;
  const logProbThrough = (through: Bijector, x: tf.Tensor): tf.Tensor1D => {
    requireEvents(kind, "x", x, eventShape);
    return tf.tidy(() => {
      const { value, logDet } = through.forward(x);
      return standardNormalLogDensity(value).add(logDet);
    });
  };
  const logProb = (x: tf.Tensor) => logProbThrough(bijector, x);
  const initialised = bijector.initialise && parameters.createBuffer("initialised", [1], zeros);

  const rowMap = (direction: "forward" | "inverse", f: (x: tf.Tensor) => tf.Tensor) =>
    createRowMap(f, BATCH, direction === sequential);
  const maps = {
    logProbs: rowMap("forward", logProb),
    encode: rowMap("forward", (x) => bijector.forward(x).value),
    decode: rowMap("inverse", (z) => bijector.inverse(z).value),
    sample: rowMap("inverse", (z) => {
      const { value } = bijector.inverse(z);
      return dequantiser ? quantised(value, dequantiser.levels) : value;
    }),
  };
  const requireRows = (name: string, { shape }: NdArray, event: readonly number[]) =>
    requireShape(kind, name, shape, [-1, ...event]);
  const requireData = (x: NdArray) => {
    requireRows("x", x, eventShape);
    if (limit !== undefined) requirePixels(kind, "x", x, limit);
  };

  return {
    config,
    parameters,
    eventShape,
    latentShape,
    bijector,
    logProb,
    async logProbs(x) {
      requireData(x);
      return (await maps.logProbs.run(x)).data;
    },
    async encode(x) {
      requireData(x);
      return maps.encode.run(x);
    },
    async decode(z) {
      requireRows("z", z, latentShape);
      return maps.decode.run(z);
    },
    async sample(n, { rng, temperature = 1 }) {
      requireInteger("sample", "n", n, 1);
      requireNumber("sample", "temperature", temperature, 0);
      const data = rng.normalArray(n * tf.util.sizeFromShape([...latentShape]));
      for (let i = 0; i < data.length; i++) data[i]! *= temperature;
      return maps.sample.run({ data, shape: [n, ...latentShape] });
    },
    fit: (data: Examples, options: FlowFitOptions) =>
      fitFlow(
        {
          kind,
          config,
          eventShape,
          parameters,
          bijector,
          logProb: (x) => logProbThrough(training, x),
          ...(initialised && { initialised }),
          ...(dequantiser && { dequantiser }),
        },
        data,
        options,
      ),
    save: (file, notes) => saveModel(file, { kind, description, config, parameters }, notes),
    dispose() {
      for (const map of Object.values(maps)) map.dispose();
      parameters.dispose();
    },
  };
}
