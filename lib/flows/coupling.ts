import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";
import { perExampleSum } from "../nn";
import { forEachExample, transformed, type Bijector } from "./bijector";
import type { Partition } from "./partition";

/**
 * What a coupling lets the kept part decide; any function will do, as it is never inverted. [B,...,keptSize] →
 * [B,...,outputs], with outputs = movedSize for an additive coupling and 2 movedSize for an affine one.
 */
export type Conditioner = (kept: tf.Tensor) => tf.Tensor;

export interface AffineCouplingOptions {
  /** Bound b of the log-scales: s = b tanh(raw/b). @default 2 */
  readonly maxLogScale?: number;
}

/**
 * Additive coupling: kept → kept, moved → moved + t(kept). The Jacobian is triangular with ones on its diagonal, whatever t
 * is: log|det| = 0. Dinh et al. 2014 (NICE), section 3.2.
 */
export function additiveCoupling(partition: Partition, conditioner: Conditioner): Bijector {
  const shifted = (x: tf.Tensor, sign: 1 | -1) =>
    transformed(() => {
      const [kept, moved] = partition.split(x);
      const shift = partition.confine(conditioner(kept)).mul(sign);
      const value = partition.join(kept, moved.add(shift));
      return { value, logDet: forEachExample(tf.scalar(0), x) };
    });
  return { forward: (x) => shifted(x, 1), inverse: (z) => shifted(z, -1) };
}

/**
 * Affine coupling: kept → kept, moved → moved · exp(s(kept)) + t(kept), with log|det| = Σ s; Dinh et al. 2017 (RealNVP),
 * equations 4-8. The conditioner gives, along the last axis, first the raw log-scales, then the shifts.
 * @throws RangeError unless the bound of the log-scales is positive.
 */
export function affineCoupling(
  partition: Partition,
  conditioner: Conditioner,
  { maxLogScale = 2 }: AffineCouplingOptions = {},
): Bijector {
  requireNumber("affineCoupling", "maxLogScale", maxLogScale, Number.MIN_VALUE);
  const scaleAndShift = (kept: tf.Tensor) => {
    const [raw, shift] = tf.split(conditioner(kept), 2, -1) as [tf.Tensor, tf.Tensor];
    const bounded = raw.div(maxLogScale).tanh().mul(maxLogScale);
    return { logScale: partition.confine(bounded), shift: partition.confine(shift) };
  };
  return {
    forward: (x) =>
      transformed(() => {
        const [kept, moved] = partition.split(x);
        const { logScale, shift } = scaleAndShift(kept);
        const value = partition.join(kept, moved.mul(logScale.exp()).add(shift));
        return { value, logDet: perExampleSum(logScale) };
      }),
    inverse: (z) =>
      transformed(() => {
        const [kept, moved] = partition.split(z);
        const { logScale, shift } = scaleAndShift(kept);
        const value = partition.join(kept, moved.sub(shift).mul(logScale.neg().exp()));
        return { value, logDet: perExampleSum(logScale).neg() };
      }),
  };
}
