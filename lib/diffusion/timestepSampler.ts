import { requireInteger } from "../core/arguments";
import { randomUniform, type KeyTensor } from "../core/random";
import * as tf from "../core/tf";

/**
 * Which t an update trains:
 * - "uniform": all alike; Ho et al. 2020, algorithm 1.
 * - "loss-second-moment": p_t ∝ √E[L_t²] over the last 10 losses of each t, uniform until each has 10; Nichol & Dhariwal
 *   2021, section 3.3. Losses count 1/(T p_t), so that their expectation stays.
 */
export type TimestepSampling = "uniform" | "loss-second-moment";

/** Losses remembered for each t. */
export const HISTORY = 10;
/** Share of uniform in p_t, so that no t is forgotten; 0.001 in OpenAI's code. */
const UNIFORM_SHARE = 0.001;

/** What is known of the losses: `losses` [T,10], newest last, `counts` [T] of those that are real. */
export interface LossHistory {
  readonly losses: tf.Tensor2D;
  readonly counts: tf.Tensor1D;
}

/** Nothing known yet. */
export function emptyHistory(T: number): LossHistory {
  requireInteger("timesteps", "T", T, 1);
  return { losses: tf.zeros([T, HISTORY]), counts: tf.zeros([T]) };
}

/** p_t, [T]: uniform while any t has fewer than 10 losses. */
export const timestepProbabilities = ({ losses, counts }: LossHistory): tf.Tensor1D =>
  tf.tidy(() => {
    const T = counts.shape[0];
    const moments = losses.square().mean<tf.Tensor1D>(1).sqrt();
    const total = tf.maximum(moments.sum(), 1e-30); // all losses 0: uniform's share only, made whole below
    const mixed = moments
      .div(total)
      .mul(1 - UNIFORM_SHARE)
      .add(UNIFORM_SHARE / T);
    const warm = counts.min().greaterEqual(HISTORY).toFloat();
    const p = mixed.mul(warm).add(tf.sub(1, warm).mul(1 / T));
    return p.div(p.sum());
  });

/** Drawn timesteps and what their losses count. */
export interface DrawnTimesteps {
  /** 0-based, int32 [B]. */
  readonly t: tf.Tensor1D;
  /** 1/(T p_t), [B]. */
  readonly weights: tf.Tensor1D;
}

/** Draws `count` timesteps with probabilities p, [T], by inverting their distribution function. */
export function drawTimesteps(p: tf.Tensor1D, count: number, key: KeyTensor): DrawnTimesteps {
  const T = p.shape[0];
  const [t, weights] = tf.tidy(() => {
    const u = randomUniform<tf.Rank.R1>(key, [count]).expandDims(1); // [B,1]
    const ends = p.cumsum().expandDims(0); // [1,T]
    const t = tf.minimum(u.greaterEqual(ends).toFloat().sum(1), T - 1).toInt();
    return [t, tf.div(1 / T, p.gather(t))] as [tf.Tensor1D, tf.Tensor1D];
  });
  return { t, weights };
}

/**
 * The history after an update's losses, in the order of the batch; a t that occurs several times gets all of them.
 * @param t int32 [B]
 * @param losses of each example, [B], not weighted.
 */
export function recordLosses(
  history: LossHistory,
  t: tf.Tensor1D,
  losses: tf.Tensor1D,
): LossHistory {
  const [T, B] = [history.counts.shape[0], t.shape[0]];
  const [rows, counts] = tf.tidy(() => {
    const which = tf.oneHot(t, T).toFloat() as tf.Tensor2D; // [B,T]
    const added = which.sum<tf.Tensor1D>(0); // [T]
    const same = tf.matMul(which, which, false, true); // [B,B], 1 where two have the same t
    const order = tf.range(0, B);
    const later = order.expandDims(0).greater(order.expandDims(1)).toFloat(); // [B,B]
    const place = tf.sub(HISTORY - 1, same.mul(later).sum(1)); // newest last; below 0 pushed out at once
    const columns = place.expandDims(1).equal(tf.range(0, HISTORY).expandDims(0)).toFloat(); // [B,10]
    const entered = tf.matMul(which, columns.mul(losses.expandDims(1)) as tf.Tensor2D, true, false);
    return [
      moved(history.losses, added).add<tf.Tensor2D>(entered),
      tf.minimum(history.counts.add(added), HISTORY) as tf.Tensor1D,
    ] as [tf.Tensor2D, tf.Tensor1D];
  });
  return { losses: rows, counts };
}

/** Each row moved to the left by its number of places, zeros coming in; [T,10]. */
function moved(rows: tf.Tensor2D, places: tf.Tensor1D): tf.Tensor2D {
  const slots = tf.range(0, HISTORY);
  const target = slots.expandDims<tf.Tensor2D>(0).sub(places.expandDims(1)); // [T,10], where each goes
  const there = target
    .expandDims(2)
    .equal(slots.reshape([1, 1, HISTORY]))
    .toFloat(); // [T,10,10]
  return rows.expandDims(2).mul(there).sum<tf.Tensor2D>(1);
}
