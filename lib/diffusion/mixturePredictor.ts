import { requireInteger, requireLastAxis } from "../core/arguments";
import * as tf from "../core/tf";
import { requirePositive } from "../math/requireNumbers";
import { logSumExp } from "../nn";
import type { Network } from "./samplers";

/** Σ_k weights[k] N(means[k], variances[k] I), K round components in D dimensions. */
export interface RoundMixture {
  /** [K], of sum 1. @default all equal */
  readonly weights?: ArrayLike<number>;
  /** [K,D] */
  readonly means: readonly (readonly number[])[];
  /** [K], or one for all; above 0. */
  readonly variances: ArrayLike<number> | number;
}

interface Constants {
  readonly logWeights: tf.Tensor1D;
  readonly means: tf.Tensor2D;
  readonly variances: tf.Tensor1D;
}

function requireMixture(where: string, { weights, means, variances }: RoundMixture): void {
  const K = means.length;
  requireInteger(where, "number of means", K, 1);
  const each = typeof variances === "number" ? [variances] : Array.from(variances);
  each.forEach((variance, k) => requirePositive(where, `variances[${k}]`, variance));
  const lengths = [each.length === 1 ? K : each.length, weights?.length ?? K];
  if (lengths.some((length) => length !== K)) {
    throw new RangeError(
      `${where}: ${K} means, ${weights?.length ?? K} weights and ${each.length} variances; pass one for each mean.`,
    );
  }
  const sum = weights ? Array.from(weights).reduce((a, b) => a + b, 0) : 1;
  if (Math.abs(sum - 1) <= 1e-6) return;
  throw new RangeError(`${where}: weights sum to ${sum}; divide them by their sum.`);
}

/** As tensors, made where they are used, so that a compiled step holds them as constants. */
function constants({ weights, means, variances }: RoundMixture): Constants {
  const K = means.length;
  const logs = Array.from({ length: K }, (_, k) =>
    weights ? Math.log(weights[k]!) : -Math.log(K),
  );
  const all = typeof variances === "number" ? means.map(() => variances) : Array.from(variances);
  return {
    logWeights: tf.tensor1d(logs),
    means: tf.tensor2d(means as number[][]),
    variances: tf.tensor1d(all),
  };
}

/** log(weight_k N(x; a μ_k, v_k I)) of each component, [B,K]; a [B,1] and v [B,K] or broadcast. */
function logJoints(
  x: tf.Tensor,
  { logWeights, means }: Constants,
  a: tf.Tensor,
  v: tf.Tensor,
): tf.Tensor {
  const D = means.shape[1];
  const offset = x.expandDims(1).sub(means.expandDims(0).mul(a.expandDims(-1))); // [B,K,D]
  const square = offset.square().sum(2).div(v);
  return logWeights.sub(
    square
      .add(
        v
          .mul(2 * Math.PI)
          .log()
          .mul(D),
      )
      .mul(0.5),
  );
}

/**
 * log density of points [B,D] as tensors, nats, [B]: differentiable, for `mala` and the like. In float64 and for any
 * covariance: `mixtureLogDensity` of lib/math.
 * @throws RangeError for a malformed mixture; from the function, for points of another D.
 */
export function mixtureLogDensityOf(mixture: RoundMixture): (x: tf.Tensor) => tf.Tensor1D {
  requireMixture("mixtureLogDensityOf", mixture);
  return (x) =>
    tf.tidy(() => {
      const parts = constants(mixture);
      requireLastAxis("mixtureLogDensityOf", "x", x.shape, parts.means.shape[1]);
      const joints = logJoints(x, parts, tf.ones([1, 1]), parts.variances.expandDims(0));
      return logSumExp(joints) as tf.Tensor1D;
    });
}

/**
 * The best noise predictor of mixture data, E[ε|x_t] = -s ∇ log p_t(x_t), exact at every timestep:
 * component k of x_t = a x_0 + s ε is N(a μ_k, (a² v_k + s²) I). Differentiable, of x [B,D] and 0-based t [B]; a network that
 * needs no training, to try samplers and likelihoods on.
 * @param alphaBars ᾱ of the T timesteps; at most 2048 if it is to be compiled.
 * @throws RangeError as `mixtureLogDensityOf`.
 */
export function mixturePredictor(mixture: RoundMixture, alphaBars: Float64Array): Network {
  requireMixture("mixturePredictor", mixture);
  return (x, t) =>
    tf.tidy(() => {
      const parts = constants(mixture);
      requireLastAxis("mixturePredictor", "x", x.shape, parts.means.shape[1]);
      const at = (f: (bar: number) => number) =>
        tf.tensor1d(Float32Array.from(alphaBars, f)).gather(t.toInt()).expandDims(1); // [B,1]
      const [a, s, square] = [at(Math.sqrt), at((bar) => Math.sqrt(1 - bar)), at((bar) => 1 - bar)];
      const v = parts.variances.expandDims(0).mul(a.square()).add(square); // [B,K]
      const shares = tf.softmax(logJoints(x, parts, a, v), 1).div(v); // [B,K]
      const pull = x.mul(shares.sum(1, true)).sub(shares.matMul(parts.means).mul(a));
      return pull.mul(s); // -s ∇ log p_t = s Σ_k share_k (x - a μ_k)/v_k
    });
}
