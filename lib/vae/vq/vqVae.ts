import { requireInteger, requireNumber, requireShape } from "../../core/arguments";
import { inBatches } from "../../core/inBatches";
import type { GenerativeModel, HasElbo } from "../../core/model";
import type { NdArray } from "../../core/ndarray";
import { keyTensor } from "../../core/random";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import { Parameters } from "../../nn";
import {
  loadModel,
  prepareFit,
  saveModel,
  train,
  type CardNotes,
  type CheckpointCard,
  type FitOptions,
  type TrainHistory,
} from "../../train";
import type { VaeBound } from "../bound";
import { pictureDefaults, type PictureNetworkConfig } from "../convolutional";
import { requireExamples, withRows } from "../inference";
import { eventShapeOf } from "../network";
import { outputDefaults, requireTensorData, type OutputConfig } from "../output";
import { codebookDefaults, type Codebook, type CodebookConfig } from "./codebook";
import { createObjective } from "./objective";
import { createParts } from "./parts";
import { codeUsage, type CodeUsage } from "./usage";

/** Vector-quantised autoencoder; van den Oord et al. 2017. */
export interface VqVaeConfig extends OutputConfig, CodebookConfig {
  /** Convolutions; `hidden` is not used. The codes have a quarter of the pictures' side. */
  readonly network: PictureNetworkConfig;
  /** Weight β of the commitment loss; equation 3. @default 0.25 */
  readonly commitment?: number;
}

/** A config with all defaults. */
export type FullVqVaeConfig = Required<Omit<VqVaeConfig, "deviation">> &
  Pick<VqVaeConfig, "deviation">;

export interface VqVaeSampleOptions {
  readonly rng: Rng;
  /** As for a VAE. @default "sample" */
  readonly show?: "sample" | "mean";
}

export interface VqVae
  extends
    GenerativeModel<FitOptions, VqVaeSampleOptions, TrainHistory, CheckpointCard, CardNotes>,
    HasElbo {
  readonly config: FullVqVaeConfig;
  readonly parameters: Parameters;
  readonly codebook: Codebook;
  /** Shape of the codes of a picture: [side,side]. */
  readonly codeShape: readonly [number, number];
  /**
   * log p(x|codes) + log p(codes), nats per example, [B]: the encoder is deterministic, so that this is a bound of log p(x)
   * (one term of the sum over all codes) without noise.
   * @throws RangeError for another shape, or values that the output gives no probability.
   */
  elbo(x: tf.Tensor): tf.Tensor1D;
  /** Numbers 0, ..., K - 1 for pictures [n,H,W,C]: [n,side,side]. */
  encode(x: NdArray): Promise<NdArray>;
  /** E[x|codes] of codes [n,side,side]: pictures [n,H,W,C]. */
  decode(codes: NdArray): Promise<NdArray>;
  /** Pictures encoded and decoded. */
  reconstruct(x: NdArray): Promise<NdArray>;
  /** The bound of pictures [n,H,W,C], split; `kl` is -log p(codes). */
  bound(x: NdArray): Promise<Omit<VaeBound, "klPerDim">>;
  /** How the pictures use the codebook. */
  usage(x: NdArray): Promise<CodeUsage>;
}

const KIND = "vqVae";

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export async function loadVqVae(file: string): Promise<{ model: VqVae; card: CheckpointCard }> {
  return loadModel(file, KIND, createVqVae);
}

/** A new model with fresh weights from `rng`. @throws RangeError for sizes that are none or shares out of range. */
export function createVqVae(config: VqVaeConfig, rng: Rng): VqVae {
  const full = withDefaults(config);
  const { codes: K } = full;
  const eventShape = eventShapeOf(full.network);
  const parameters = new Parameters(rng);
  const parts = createParts(parameters, full);
  const { codebook, prior, side, output, encodeFeatures, decodeFeatures } = parts;

  const codesOf = (x: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() => codebook.nearest(encodeFeatures(x)).reshape([-1, side * side]));
  const rawOf = (codes: tf.Tensor): tf.Tensor =>
    tf.tidy(() => decodeFeatures(codebook.lookUp(codes.toInt().reshape([-1]))));

  const encode = async (x: NdArray): Promise<NdArray> => {
    const n = requireExamples("encode", x, { eventShape });
    const [codes] = await inBatches(n, (...range) => [
      withRows(x, range, (part) => codesOf(part).toFloat().reshape([-1, side, side])),
    ]);
    return codes!;
  };
  const decode = async (codes: NdArray, key?: Rng): Promise<NdArray> => {
    requireShape("decode", "codes", codes.shape, [-1, side, side]);
    requireInteger("decode", "number of pictures", codes.shape[0]!, 1);
    for (const code of codes.data) requireInteger("decode", "code", code, 0, K - 1);
    const [decoded] = await inBatches(codes.shape[0]!, (start, end) => [
      withRows(codes, [start, end], (part) => {
        const raw = rawOf(part);
        return key ? output.sample(raw, keyTensor(key.fold(start))) : output.mean(raw);
      }),
    ]);
    return decoded!;
  };

  return {
    config: full,
    parameters,
    codebook,
    codeShape: [side, side],
    encode,
    decode,
    reconstruct: async (x) => decode(await encode(x)),
    usage: async (x) => codeUsage((await encode(x)).data, K),
    elbo(x) {
      requireShape("vqVae", "x", x.shape, [-1, ...eventShape]);
      requireTensorData("elbo", x, output);
      return tf.tidy(() => {
        const codes = codesOf(x);
        return output.logProb(x, rawOf(codes)).add(prior.logProb(codes));
      });
    },
    async bound(x) {
      const n = requireExamples("bound", x, { eventShape });
      output.requireData?.("bound", x);
      const [logs, priors] = await inBatches(n, (...range) =>
        withRows(x, range, (part) => {
          const codes = codesOf(part);
          return [output.logProb(part, rawOf(codes)), prior.logProb(codes)];
        }),
      );
      const reconstruction = Float64Array.from(logs!.data);
      const kl = Float64Array.from(priors!.data, (log) => -log);
      return { elbo: reconstruction.map((log, i) => log - kl[i]!), reconstruction, kl };
    },
    async sample(n, { rng, show = "sample" }) {
      requireInteger("sample", "n", n, 1);
      const [codeRng, outputRng] = rng.split(2) as [Rng, Rng];
      const data = Float32Array.from(await prior.sample(n, codeRng));
      const codes = { data, shape: [n, side, side] };
      return decode(codes, show === "sample" ? outputRng : undefined);
    },
    async fit(data, options) {
      const { batchSize = 128, ...run } = options;
      const { indices, fingerprint } = prepareFit(
        { where: "vqVae", eventShape, hint: "the network's imageSize and channels" },
        data,
        { batchSize, rng: options.rng },
        { model: full, kind: KIND },
      );
      const objective = createObjective(parts, { data, indices, commitment: full.commitment });
      return train(parameters, objective, { fingerprint, ...run });
    },
    save: (file, notes) =>
      saveModel(
        file,
        { kind: KIND, description: "Vector-quantised autoencoder", config: full, parameters },
        notes,
      ),
    dispose: () => parameters.dispose(),
  };
}

function withDefaults(config: VqVaeConfig): FullVqVaeConfig {
  const full = {
    commitment: 0.25,
    ...config,
    ...codebookDefaults(config),
    ...outputDefaults(config, false),
  };
  requireNumber("vqVae", "commitment", full.commitment, 0);
  return { ...full, network: pictureDefaults(config.network) };
}
