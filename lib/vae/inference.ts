import { requireInteger, requireShape } from "../core/arguments";
import { inBatches } from "../core/inBatches";
import { rows, toTensor, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";
import type { LatentGaussian } from "./latentGaussian";
import type { OutputDistribution } from "./output";

/** The two networks of a VAE and what their numbers mean; op by op and differentiable. */
export interface VaeNetworks {
  /** Shape of one example. */
  readonly eventShape: readonly number[];
  /** Width D of the latent vector. */
  readonly latentDim: number;
  /** p(x|z) of the decoder's numbers. */
  readonly output: OutputDistribution;
  /** q(z|x) of examples [B,...event]. @throws RangeError for another shape. */
  encoder(x: tf.Tensor): LatentGaussian;
  /** The decoder's numbers for z [B,D], which `output` understands. @throws RangeError for another shape. */
  decoder(z: tf.Tensor2D): tf.Tensor;
}

/** q(z|x) of some examples as plain numbers. */
export interface LatentCode {
  /** [n,D] */
  readonly mean: NdArray;
  /** Standard deviation, [n,D]. */
  readonly deviation: NdArray;
}

/** How many examples there are. @throws RangeError for another shape, or none. */
export function requireExamples(
  where: string,
  x: NdArray,
  { eventShape }: Pick<VaeNetworks, "eventShape">,
): number {
  requireShape(where, "x", x.shape, [-1, ...eventShape]);
  const n = x.shape[0]!;
  requireInteger(where, "number of examples", n, 1);
  return n;
}

/** Applies `f` to rows of an array as a tensor. */
export const withRows = <R extends tf.Rank, T extends tf.TensorContainer>(
  array: NdArray,
  [start, end]: readonly [number, number],
  f: (x: tf.Tensor<R>) => T,
): T => tf.tidy(() => f(toTensor<R>(rows(array, start, end))));

/** q(z|x) of examples [n,...event]: vectors of means and of standard deviations. */
export async function encode(model: VaeNetworks, x: NdArray): Promise<LatentCode> {
  const n = requireExamples("encode", x, model);
  const [mean, deviation] = await inBatches(n, (start, end) =>
    withRows(x, [start, end], (part) => {
      const { mean, logVariance } = model.encoder(part);
      return [mean, logVariance.mul(0.5).exp()];
    }),
  );
  return { mean: mean!, deviation: deviation! };
}

/** E[x|z] of latent vectors [n,D]: [n,...event]. */
export async function decode(model: VaeNetworks, z: NdArray): Promise<NdArray> {
  requireShape("decode", "z", z.shape, [-1, model.latentDim]);
  requireInteger("decode", "number of vectors", z.shape[0]!, 1);
  const [decoded] = await inBatches(z.shape[0]!, (start, end) =>
    withRows<tf.Rank.R2, tf.Tensor[]>(z, [start, end], (part) => [
      model.output.mean(model.decoder(part)),
    ]),
  );
  return decoded!;
}
