import { requireInteger, requireNumber, requireShape } from "../core/arguments";
import type { Examples } from "../core/examples";
import { inBatches } from "../core/inBatches";
import type { GenerativeModel, HasElbo } from "../core/model";
import type { NdArray } from "../core/ndarray";
import { keyTensor, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { Parameters } from "../nn";
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
import { elboTerms, logWeights, vaeBound, type LogWeightOptions, type VaeBound } from "./bound";
import { decode, encode, withRows, type LatentCode, type VaeNetworks } from "./inference";
import { latentGaussian } from "./latentGaussian";
import { createEncoderDecoder, eventShapeOf, isPoints, type NetworkConfig } from "./network";
import { createObjective, type ObjectiveOptions } from "./objective";
import { createOutput, outputDefaults, requireTensorData, type OutputConfig } from "./output";

/** Variational autoencoder; Kingma & Welling 2014. */
export interface VaeConfig extends OutputConfig {
  /** Convolutions for pictures, or perceptrons (`{ dim: 2 }`) for points. */
  readonly network: NetworkConfig;
  /** Width D of the latent vector. */
  readonly latentDim: number;
  /** Weight β of the KL in the loss; Higgins et al. 2017, equation 4. @default 1 */
  readonly beta?: number;
}

/** A config with all defaults. */
export type FullVaeConfig = Required<Omit<VaeConfig, "deviation">> & Pick<VaeConfig, "deviation">;

/** `batchSize` is 128 by default. */
export interface VaeFitOptions extends FitOptions, ObjectiveOptions {}

export interface VaeSampleOptions {
  readonly rng: Rng;
  /**
   * "sample" draws x from p(x|z); "mean" gives E[x|z], what papers mostly show, though it is no draw from the model.
   * @default "sample"
   */
  readonly show?: "sample" | "mean";
}

export interface Vae
  extends
    GenerativeModel<VaeFitOptions, VaeSampleOptions, TrainHistory, CheckpointCard, CardNotes>,
    HasElbo,
    VaeNetworks {
  readonly config: FullVaeConfig;
  readonly parameters: Parameters;
  /** The ELBO of a batch [B,...event], nats per example, [B]. @throws RangeError as `bound`. */
  elbo(x: tf.Tensor, rng: Rng): tf.Tensor1D;
  /** Vectors of means and standard deviations of q(z|x), for examples [n,...event]. */
  encode(x: NdArray): Promise<LatentCode>;
  /** E[x|z] for latent vectors [n,D]. */
  decode(z: NdArray): Promise<NdArray>;
  /** E[x|z] at the mean z of q(z|x), for examples [n,...event]. */
  reconstruct(x: NdArray): Promise<NdArray>;
  /** The ELBO of examples [n,...event], split; see `vaeBound`. */
  bound(x: NdArray, options: { readonly rng: Rng }): Promise<VaeBound>;
  /** Logarithms of importance weights, [n,draws]; see `logWeights`. */
  logWeights(x: NdArray, options: LogWeightOptions): Promise<NdArray>;
}

const KIND = "vae";

/**
 * The model that `save` wrote.
 * @throws Error when the file is missing, damaged, or of another kind or architecture.
 */
export async function loadVae(file: string): Promise<{ model: Vae; card: CheckpointCard }> {
  return loadModel(file, KIND, createVae);
}

/** A new model with fresh weights from `rng`. @throws RangeError for sizes or an output that there is none of. */
export function createVae(config: VaeConfig, rng: Rng): Vae {
  const full = withDefaults(config);
  const { latentDim, beta } = full;
  const parameters = new Parameters(rng);
  const output = createOutput(parameters.in("output"), full);
  const sizes = { codeSize: 2 * latentDim, latentDim, outputs: output.outputs };
  const halves = createEncoderDecoder(parameters, full.network, sizes);
  const eventShape = eventShapeOf(full.network);
  const networks: VaeNetworks = {
    eventShape,
    latentDim,
    output,
    encoder: (x) => tf.tidy(() => ({ ...latentGaussian(halves.encode(x)) })),
    decoder: halves.decode,
  };

  return {
    ...networks,
    config: full,
    parameters,
    elbo(x, rng) {
      requireShape("elbo", "x", x.shape, [-1, ...eventShape]);
      requireTensorData("elbo", x, output);
      return tf.tidy(() => {
        const noise = rng.normal<tf.Rank.R2>([x.shape[0]!, latentDim]);
        const { reconstruction, kl } = elboTerms(networks, x, noise);
        return reconstruction.sub(kl.sum(1));
      });
    },
    encode: (x) => encode(networks, x),
    decode: (z) => decode(networks, z),
    reconstruct: async (x) => decode(networks, (await encode(networks, x)).mean),
    bound: (x, { rng }) => vaeBound(networks, x, rng),
    logWeights: (x, options) => logWeights(networks, x, options),
    sample: (n, options) => sample(networks, n, options),
    async fit(data: Examples, options) {
      const { batchSize = 128, klWarmup, ...run } = options;
      const aims = { beta, ...(klWarmup !== undefined && { klWarmup }) };
      const { indices, fingerprint } = prepareFit(
        { where: "vae", eventShape, hint: "the network's imageSize and channels, or its dim" },
        data,
        { batchSize, rng: options.rng },
        { model: full, ...aims },
      );
      const objective = createObjective(networks, { data, indices, ...aims });
      return train(parameters, objective, { fingerprint, ...run });
    },
    save: (file, notes) =>
      saveModel(
        file,
        { kind: KIND, description: "Variational autoencoder", config: full, parameters },
        notes,
      ),
    dispose: () => parameters.dispose(),
  };
}

function withDefaults(config: VaeConfig): FullVaeConfig {
  const full = {
    beta: 1,
    ...config,
    ...outputDefaults(config, isPoints(config.network)),
  };
  requireNumber("vae", "beta", full.beta, 0);
  return full;
}

async function sample(
  { latentDim, decoder, output }: VaeNetworks,
  n: number,
  { rng, show = "sample" }: VaeSampleOptions,
): Promise<NdArray> {
  requireInteger("sample", "n", n, 1);
  if (show !== "sample" && show !== "mean") {
    throw new RangeError(`vae: show=${String(show)}; pass "sample" or "mean".`);
  }
  const [latentRng, outputRng] = rng.split(2) as [Rng, Rng];
  const z: NdArray = { data: latentRng.normalArray(n * latentDim), shape: [n, latentDim] };
  const draw = (raw: tf.Tensor, start: number) => {
    const key: KeyTensor = keyTensor(outputRng.fold(start));
    return output.sample(raw, key);
  };
  const [drawn] = await inBatches(n, (start, end) =>
    withRows<tf.Rank.R2, tf.Tensor[]>(z, [start, end], (part) => {
      const raw = decoder(part);
      return [show === "mean" ? output.mean(raw) : draw(raw, start)];
    }),
  );
  return drawn!;
}
