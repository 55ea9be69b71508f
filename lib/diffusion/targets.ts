import * as tf from "../core/tf";
import { predictedEnds, type Combination } from "../math";

/**
 * What the network is trained to give, at x_t = a x_0 + s ε (a = √ᾱ_t, s = √(1 - ᾱ_t)):
 * - "epsilon": the noise ε; Ho et al. 2020, equation 11.
 * - "x0": the clean picture; the same, equation 15.
 * - "v": a ε - s x_0; Salimans & Ho 2022, appendix D. Says something at every noise level.
 */
export type PredictionTarget = "epsilon" | "x0" | "v";

/** a and s: numbers as scalars, or one for each example, [B,1,...]. */
export interface Mixing {
  readonly signal: tf.Tensor;
  readonly rest: tf.Tensor;
}

/** `Combination` of dgm/math as tensors that broadcast against x. */
export interface TensorCombination {
  readonly onX: tf.Tensor;
  readonly onY: tf.Tensor;
}

export const predictionTargets: readonly PredictionTarget[] = ["epsilon", "x0", "v"];

/** @throws RangeError for a target that there is none of. */
export function requireTarget(where: string, target: PredictionTarget): void {
  if (predictionTargets.includes(target)) return;
  throw new RangeError(
    `${where}: target=${String(target)}; pass one of ${predictionTargets.join(", ")}.`,
  );
}

/** What the network should have given for x_0 and ε, [B,...]. @throws RangeError for an unknown target. */
export function trainingTarget<T extends tf.Tensor>(
  target: PredictionTarget,
  x0: T,
  noise: T,
  { signal, rest }: Mixing,
): T {
  requireTarget("targets", target);
  return tf.tidy(() => {
    if (target === "epsilon") return noise.clone();
    if (target === "x0") return x0.clone();
    return noise.mul(signal).sub<T>(x0.mul(rest));
  });
}

/** The x_0 or ε that outputs y at noisy x mean, by the coefficients of `predictedEnds`; [B,...]. */
export const combined = <T extends tf.Tensor>(x: T, y: T, { onX, onY }: TensorCombination): T =>
  tf.tidy(() => x.mul(onX).add<T>(y.mul(onY)));

/** The coefficients of one end at every step of a process, [T] each. */
export interface EndColumns {
  readonly onX: Float64Array;
  readonly onY: Float64Array;
}

/** How x_0 and ε follow from an output, at each step. */
export function endColumns(
  target: PredictionTarget,
  process: { readonly alphaBars: Float64Array; readonly noiseVariances: Float64Array },
): { readonly x0: EndColumns; readonly epsilon: EndColumns } {
  const at = Array.from(process.alphaBars, (bar, i) =>
    predictedEnds(target, Math.sqrt(bar), Math.sqrt(process.noiseVariances[i]!)),
  );
  const columns = (end: "x0" | "epsilon"): EndColumns => {
    const of = (part: keyof Combination) => Float64Array.from(at, (ends) => ends[end][part]);
    return { onX: of("onX"), onY: of("onY") };
  };
  return { x0: columns("x0"), epsilon: columns("epsilon") };
}
