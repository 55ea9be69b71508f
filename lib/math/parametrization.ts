import type { GaussianKernel } from "./gaussianChain";
import { requireKernel } from "./gaussianChain";
import { requireLength, requireNumbers } from "./requireNumbers";

/**
 * What a network may predict at x_t = a x_0 + s ε (a = √ᾱ_t, s = √(1 - ᾱ_t)); each determines the others:
 * - "epsilon": the noise ε; Ho et al. 2020, equation 11.
 * - "x0": the clean data, (x_t - s ε)/a; equation 15.
 * - "v": a ε - s x_0; Salimans & Ho 2022, appendix D.
 * - "score": ∇ log q(x_t|x_0) = -ε/s; Song et al. 2021 (SDE), section 3.
 */
export type Parametrization = "epsilon" | "x0" | "v" | "score";

/** onX · x_t + onY · y, for a prediction y. */
export interface Combination {
  readonly onX: number;
  readonly onY: number;
}

/** What a prediction y at x_t says of both ends of the noising. */
export interface PredictedEnds {
  readonly x0: Combination;
  readonly epsilon: Combination;
}

const ends: Record<Parametrization, (a: number, s: number) => PredictedEnds> = {
  epsilon: (a, s) => ({ x0: { onX: 1 / a, onY: -s / a }, epsilon: { onX: 0, onY: 1 } }),
  x0: (a, s) => ({ x0: { onX: 0, onY: 1 }, epsilon: { onX: 1 / s, onY: -a / s } }),
  v: (a, s) => ({ x0: { onX: a, onY: -s }, epsilon: { onX: s, onY: a } }),
  score: (a, s) => ({ x0: { onX: 1 / a, onY: (s * s) / a }, epsilon: { onX: 0, onY: -s } }),
};

/** @throws RangeError for an unknown parametrization. */
export function requireParametrization(where: string, name: Parametrization): void {
  if (Object.hasOwn(ends, name)) return;
  throw new RangeError(
    `${where}: no parametrization '${name}'; pass one of ${Object.keys(ends).join(", ")}.`,
  );
}

/**
 * How x_0 and ε follow from a prediction at x_t = a x_0 + s ε: the formulas above, solved, as coefficients of x_t and of the
 * prediction. Not finite where the prediction says nothing of them: ε and score at a = 0, x_0 at s = 0.
 * @throws RangeError for an unknown parametrization.
 */
export function predictedEnds(from: Parametrization, a: number, s: number): PredictedEnds {
  requireParametrization("predictedEnds", from);
  return ends[from](a, s);
}

/** The prediction that belongs to both ends. */
const values: Record<
  Parametrization,
  (x0: number, epsilon: number, a: number, s: number) => number
> = {
  epsilon: (_, epsilon) => epsilon,
  x0: (x0) => x0,
  v: (x0, epsilon, a, s) => a * epsilon - s * x0,
  score: (_, epsilon, _a, s) => -epsilon / s,
};

export interface PredictionConversion {
  readonly from: Parametrization;
  readonly to: Parametrization;
  /** x_t, [D] */
  readonly xt: ArrayLike<number>;
  /** q(x_t|x_0), from `forwardMarginal`: scale √ᾱ_t, variance 1 - ᾱ_t. */
  readonly marginal: GaussianKernel;
}

/**
 * The same prediction in other terms, [D] → [D].
 * @throws RangeError for different lengths, numbers that are not finite, an unknown parametrization, and where the
 *   conversion divides by 0: x_0 from ε or score at ᾱ_t = 0, ε from x_0 and every score at ᾱ_t = 1.
 */
export function convertPrediction(
  prediction: ArrayLike<number>,
  { from, to, xt, marginal }: PredictionConversion,
): Float64Array {
  requireNumbers("convertPrediction", "prediction", prediction);
  requireNumbers("convertPrediction", "xt", xt);
  requireLength("convertPrediction", "xt", xt, prediction.length);
  requireKernel("convertPrediction", marginal);
  for (const name of [from, to]) requireParametrization("convertPrediction", name);
  if (from === to) return Float64Array.from(prediction);
  const [a, s] = [marginal.scale, Math.sqrt(marginal.variance)];
  requireInformation(from, to, a, s);
  const { x0, epsilon } = predictedEnds(from, a, s);
  const at = ({ onX, onY }: Combination, y: number, x: number) =>
    (onX === 0 ? 0 : onX * x) + onY * y;
  return Float64Array.from(prediction, (y, i) =>
    values[to](at(x0, y, xt[i]!), at(epsilon, y, xt[i]!), a, s),
  );
}

/** Refuses conversions that divide by 0: pure noise says nothing of x_0, clean data nothing of ε. */
function requireInformation(
  from: Parametrization,
  to: Parametrization,
  a: number,
  s: number,
): void {
  const needsX0 = (from === "epsilon" || from === "score") && (to === "x0" || to === "v");
  if (a === 0 && needsX0) {
    throw new RangeError(
      `convertPrediction: '${to}' from '${from}' at alphaBar=0, where x_t holds nothing of x_0; predict x0 or v there.`,
    );
  }
  if (s === 0 && (from === "x0" || to === "score")) {
    throw new RangeError(
      `convertPrediction: '${to}' from '${from}' at alphaBar=1, where x_t holds no noise; predict epsilon or v there.`,
    );
  }
}
