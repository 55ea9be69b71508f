import { requireInteger, requireNumber, requireShape } from "../../core/arguments";
import { randomUniform, type KeyTensor } from "../../core/random";
import * as tf from "../../core/tf";
import { standardNormal, zeros, type ParameterScope } from "../../nn";

export interface CodebookConfig {
  /** Vectors K in the codebook. @default 64 */
  readonly codes?: number;
  /** Width D of a vector. @default 16 */
  readonly codeDim?: number;
  /** Decay γ of the moving averages that the codebook is made of. @default 0.99 */
  readonly decay?: number;
  /** A code that is used less than this share of an even use counts as dead. @default 0.03 */
  readonly deadBelow?: number;
}

/** Vectors e_1, ..., e_K that follow the encoder's outputs as in K-means; van den Oord et al. 2017, appendix A.1. */
export interface Codebook {
  /** Number of the nearest e_k, int32 [N], of z [N,D]. */
  nearest(z: tf.Tensor2D): tf.Tensor1D;
  /** e_k of numbers [N]: [N,D]. */
  lookUp(codes: tf.Tensor1D): tf.Tensor2D;
  /**
   * Moves each e_k to the moving average of the z that are nearest to it. A dead code is put onto one of the z, drawn by the
   * key (Dhariwal et al. 2020, section 3.1), with an even share to start from.
   */
  follow(z: tf.Tensor2D, codes: tf.Tensor1D, key: KeyTensor): void;
}

/** Least share that a sum is divided by. */
const LEAST_SHARE = 1e-12;

/** @throws RangeError for sizes that are none or shares out of range. */
export function codebookDefaults(config: CodebookConfig): Required<CodebookConfig> {
  const full = { codes: 64, codeDim: 16, decay: 0.99, deadBelow: 0.03, ...config };
  requireInteger("vqVae", "codes", full.codes, 2);
  requireInteger("vqVae", "codeDim", full.codeDim, 1);
  requireNumber("vqVae", "decay", full.decay, 0, 1);
  requireNumber("vqVae", "deadBelow", full.deadBelow, 0, 1);
  return full;
}

/**
 * A codebook of random vectors, in buffers: it is saved with the network, and no gradient moves it. No code has a share yet,
 * so that the first batch puts all those that it does not use onto its own vectors.
 */
export function createCodebook(
  scope: ParameterScope,
  { codes: K, codeDim: D, decay, deadBelow }: Required<CodebookConfig>,
): Codebook {
  const vectors = scope.createBuffer("vectors", [K, D], standardNormal);
  const shares = scope.createBuffer("shares", [K], zeros);
  const sums = scope.createBuffer("sums", [K, D], zeros); // share-weighted vectors
  const average = (old: tf.Tensor, value: tf.Tensor): tf.Tensor =>
    old.mul(decay).add(value.mul(1 - decay));

  return {
    nearest(z) {
      requireShape("codebook", "z", z.shape, [-1, D]);
      return tf.tidy(() => {
        const product = tf.matMul(z, vectors as unknown as tf.Tensor2D, false, true); // [N,K]
        return tf.argMin(vectors.square().sum(1).sub(product.mul(2)), 1); // |z|² is the same for all
      });
    },
    lookUp: (codes) => tf.tidy(() => vectors.gather(codes) as tf.Tensor2D),
    follow: (z, codes, key) =>
      tf.tidy(() => {
        const N = z.shape[0];
        const chosen = tf.oneHot(codes, K).toFloat() as tf.Tensor2D; // [N,K]
        const share = average(shares, chosen.mean(0));
        const sum = average(sums, tf.matMul(chosen, z, true).div(N));
        const dead = share.less(deadBelow / K).toFloat(); // [K]
        const alive = tf.sub(1, dead);
        const newShare = share.mul(alive).add(dead.mul(1 / K));
        const drawn = z.gather(randomUniform(key, [K]).mul(N).floor().toInt() as tf.Tensor1D);
        const [deadRow, aliveRow] = [dead, alive].map((mask) => mask.expandDims(1)); // [K,1]
        const newSum = sum.mul(aliveRow!).add(drawn.mul(deadRow!).mul(1 / K));
        shares.assign(newShare);
        sums.assign(newSum);
        vectors.assign(newSum.div(tf.maximum(newShare, LEAST_SHARE).expandDims(1)));
      }),
  };
}
