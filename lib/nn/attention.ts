import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { createGroupNorm } from "./groupNorm";
import { createLinear } from "./linear";
import type { ParameterScope } from "./parameters";

/**
 * Scaled dot-product attention, softmax(q kᵀ / √d) v. q [B,T,d], k [B,S,d], v [B,S,e] → [B,T,e].
 * Vaswani et al. 2017, equation 1. The gradient keeps the inputs and recomputes the weights.
 * @throws RangeError when the shapes do not fit each other.
 */
export const scaledDotProductAttention = tf.customGrad((...args) => {
  const save = args.pop() as tf.GradSaveFunc;
  const [q, k, v] = args as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  requireShape("attention", "q", q.shape, [-1, -1, -1]);
  requireShape("attention", "k", k.shape, [q.shape[0], -1, q.shape[2]]);
  requireShape("attention", "v", v.shape, [q.shape[0], k.shape[1], -1]);
  save([q, k, v]);
  const scale = 1 / Math.sqrt(q.shape[2]);
  const weights = (q: tf.Tensor, k: tf.Tensor) =>
    tf.softmax(tf.matMul(q.mul(scale), k, false, true)); // [B,T,S]
  return {
    value: tf.tidy(() => tf.matMul(weights(q, k), v)),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.tidy(() => {
        const [q, k, v] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
        const p = weights(q, k);
        const dv = tf.matMul(p, dy, true, false);
        const dp = tf.matMul(dy, v, false, true).mul(p);
        const ds = dp.sub(p.mul(dp.sum(2, true))).mul(scale);
        return [tf.matMul(ds, k), tf.matMul(ds, q, true, false), dv];
      }),
  };
}) as (q: tf.Tensor3D, k: tf.Tensor3D, v: tf.Tensor3D) => tf.Tensor3D;

export interface SelfAttentionConfig {
  readonly channels: number;
  /** Groups of the normalisation before attention. */
  readonly groups: number;
}

/**
 * A residual block of single-head self-attention over all positions of an image, as in DDPM:
 * x + proj(attention(qkv(norm(x)))), [B,H,W,C] → [B,H,W,C]. The projection starts at zero.
 */
export function createSelfAttention(
  scope: ParameterScope,
  { channels, groups }: SelfAttentionConfig,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const norm = createGroupNorm(scope.in("norm"), { channels, groups });
  const qkv = createLinear(scope.in("qkv"), { inFeatures: channels, outFeatures: 3 * channels });
  const proj = createLinear(scope.in("proj"), {
    inFeatures: channels,
    outFeatures: channels,
    zeroInit: true,
  });
  return (x) =>
    tf.tidy(() => {
      const [B, H, W, C] = x.shape;
      const tokens = norm(x).reshape<tf.Tensor3D>([B, H * W, C]);
      const [q, k, v] = tf.split(qkv(tokens), 3, 2) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const mixed = proj(scaledDotProductAttention(q, k, v));
      return x.add(mixed.reshape([B, H, W, C]));
    });
}
