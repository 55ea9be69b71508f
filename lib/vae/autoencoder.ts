import type { Examples } from "../core/examples";
import type { NdArray } from "../core/ndarray";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { requireInteger, requireShape } from "../core/arguments";
import { inBatches } from "../core/inBatches";
import { mse, Parameters } from "../nn";
import {
  loadModel,
  prepareFit,
  saveModel,
  train,
  type CardNotes,
  type CheckpointCard,
  type FitOptions,
  type TrainHistory,
} from "../train";
import { requireExamples, withRows } from "./inference";
import { createEncoderDecoder, eventShapeOf, type NetworkConfig } from "./network";

/** An autoencoder without a distribution anywhere; Hinton & Salakhutdinov 2006. */
export interface AutoencoderConfig {
  /** Convolutions for pictures, or perceptrons (`{ dim: 2 }`) for points. */
  readonly network: NetworkConfig;
  /** Width D of the code. */
  readonly latentDim: number;
}

/** It encodes and decodes; it can't sample, since nothing says how codes are distributed. */
export interface Autoencoder {
  readonly config: AutoencoderConfig;
  readonly parameters: Parameters;
  /** Minimises the mean squared error, per dimension; `batchSize` is 128 by default. */
  fit(data: Examples, options: FitOptions): Promise<TrainHistory>;
  /** Codes [n,D] of examples [n,...event]. */
  encode(x: NdArray): Promise<NdArray>;
  /** Examples [n,...event] of codes [n,D]. */
  decode(z: NdArray): Promise<NdArray>;
  /** Examples encoded and decoded. */
  reconstruct(x: NdArray): Promise<NdArray>;
  save(file: string, notes?: CardNotes): Promise<CheckpointCard>;
  dispose(): void;
}

const KIND = "autoencoder";

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export async function loadAutoencoder(
  file: string,
): Promise<{ model: Autoencoder; card: CheckpointCard }> {
  return loadModel(file, KIND, createAutoencoder);
}

/** A new model with fresh weights from `rng`. @throws RangeError for sizes that are none. */
export function createAutoencoder(config: AutoencoderConfig, rng: Rng): Autoencoder {
  const { network, latentDim } = config;
  const parameters = new Parameters(rng);
  const sizes = { codeSize: latentDim, latentDim, outputs: 1 };
  const halves = createEncoderDecoder(parameters, network, sizes);
  const eventShape = eventShapeOf(network);

  const encode = async (x: NdArray): Promise<NdArray> => {
    const n = requireExamples("encode", x, { eventShape });
    const [codes] = await inBatches(n, (...range) => [withRows(x, range, halves.encode)]);
    return codes!;
  };
  const decode = async (z: NdArray): Promise<NdArray> => {
    requireShape("decode", "z", z.shape, [-1, latentDim]);
    const n = z.shape[0]!;
    requireInteger("decode", "number of codes", n, 1);
    const [decoded] = await inBatches(n, (...range) => [withRows(z, range, halves.decode)]);
    return decoded!;
  };

  return {
    config,
    parameters,
    encode,
    decode,
    reconstruct: async (x) => decode(await encode(x)),
    async fit(data, options) {
      const { batchSize = 128, ...run } = options;
      const { indices, fingerprint } = prepareFit(
        { where: KIND, eventShape, hint: "the network's imageSize and channels, or its dim" },
        data,
        { batchSize, rng: options.rng },
        { model: config, kind: KIND },
      );
      const objective = {
        inputs: (step: number) => [data.batch(indices(step))],
        loss: (...[x]: tf.Tensor[]) => tf.tidy(() => mse(halves.decode(halves.encode(x!)), x!)),
      };
      return train(parameters, objective, { fingerprint, ...run });
    },
    save: (file, notes) =>
      saveModel(file, { kind: KIND, description: "Autoencoder", config, parameters }, notes),
    dispose: () => parameters.dispose(),
  };
}
