import { requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { ones, zeros } from "./initializers";
import type { ParameterScope } from "./parameters";

export interface GroupNormConfig {
  readonly channels: number;
  /** Must divide `channels`. */
  readonly groups: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/** Statistics of each group, [B,G,1]. */
interface Moments {
  readonly mean: tf.Tensor3D;
  readonly rstd: tf.Tensor3D;
}

/** Sums over the members of each group: [B,C] → [B,G,1]. */
const sumGroups = (perChannel: tf.Tensor, groups: number): tf.Tensor3D => {
  const [batch, channels] = perChannel.shape as [number, number];
  return perChannel.reshape([batch, groups, channels / groups]).sum(2, true) as tf.Tensor3D;
};

function moments(x: tf.Tensor3D, groups: number, epsilon: number): Moments {
  const [, positions, channels] = x.shape;
  const scale = 1 / (positions * (channels / groups));
  const mean = sumGroups(x.sum(1), groups).mul<tf.Tensor3D>(scale);
  const meanSquare = sumGroups(x.square().sum(1), groups).mul(scale);
  const rstd = meanSquare.sub(mean.square()).relu().add(epsilon).rsqrt() as tf.Tensor3D;
  return { mean, rstd };
}

/**
 * Group normalisation over positions and the channels of each group, then scale and shift per channel.
 * [B,H,W,C], gamma [C], beta [C] → [B,H,W,C]. Wu & He 2018, equations 1-3.
 *
 * Written as y = a x + b with a and b per example and channel, which touches the activations three times forward. The
 * gradient keeps inputs only and recomputes the statistics, so that it can itself be differentiated.
 * @throws RangeError when `groups` does not divide C, or gamma or beta has another length.
 */
export function groupNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  groups: number,
  epsilon = 1e-5,
): tf.Tensor4D {
  const [B, H, W, C] = x.shape;
  requireShape("groupNorm", "x", x.shape, [-1, -1, -1, -1]);
  requireShape("groupNorm", "gamma", gamma.shape, [C]);
  requireShape("groupNorm", "beta", beta.shape, [C]);
  requireDivisor(C, groups);
  const N = H * W;
  const K = C / groups;
  const count = N * K;
  const op = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const [x, gamma, beta] = args as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    save([x, gamma]);
    const value = tf.tidy(() => {
      const x3 = x.reshape<tf.Tensor3D>([B, N, C]);
      const { mean, rstd } = moments(x3, groups, epsilon);
      const a = rstd.mul(gamma.reshape([1, groups, K])); // [B,G,K]
      const b = beta.reshape([1, groups, K]).sub(mean.mul(a));
      return x3
        .mul(a.reshape([B, 1, C]))
        .add(b.reshape([B, 1, C]))
        .reshape([B, H, W, C]);
    });
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
      tf.tidy(() => {
        const [x, gamma] = saved as [tf.Tensor4D, tf.Tensor1D];
        const x3 = x.reshape<tf.Tensor3D>([B, N, C]);
        const dy3 = dy.reshape([B, N, C]);
        const { mean, rstd } = moments(x3, groups, epsilon);
        const g = gamma.reshape([1, groups, K]);
        const dBeta = dy3.sum(1).reshape([B, groups, K]); // Σ dy
        const dGamma = dy3.mul(x3).sum(1).reshape([B, groups, K]).sub(mean.mul(dBeta)).mul(rstd); // Σ dy x̂
        const s1 = dBeta.mul(g).sum(2, true); // [B,G,1]
        const s2 = dGamma.mul(g).sum(2, true);
        const onX = rstd
          .square()
          .mul(s2)
          .mul(-1 / count); // coefficient of x
        const constant = rstd
          .mul(s1)
          .mul(-1 / count)
          .sub(onX.mul(mean));
        const perChannel = (t: tf.Tensor) => t.mul(tf.ones([1, 1, K])).reshape([B, 1, C]);
        const dx = dy3
          .mul(rstd.mul(g).reshape([B, 1, C]))
          .add(x3.mul(perChannel(onX)))
          .add(perChannel(constant));
        return [dx.reshape([B, H, W, C]), dGamma.sum(0).reshape([C]), dBeta.sum(0).reshape([C])];
      });
    return { value, gradFunc };
  });
  return op(x, gamma, beta) as tf.Tensor4D;
}

function requireDivisor(channels: number, groups: number): void {
  if (Number.isInteger(groups) && groups > 0 && channels % groups === 0) return;
  throw new RangeError(
    `groupNorm: ${groups} groups do not divide ${channels} channels; choose a divisor.`,
  );
}

/** A group normalisation layer. @throws RangeError when `groups` does not divide `channels`. */
export function createGroupNorm(
  scope: ParameterScope,
  config: GroupNormConfig,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const { channels, groups, epsilon = 1e-5 } = config;
  requireDivisor(channels, groups);
  const gamma = scope.create("weight", [channels], ones);
  const beta = scope.create("bias", [channels], zeros);
  return (x) => groupNorm(x, gamma, beta, groups, epsilon);
}
