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

/** Both ends of one noising: x_0 and ε. */
interface Ends {
  readonly x0: number;
  readonly epsilon: number;
}

/** x_0 and ε from a prediction y at x; a² + s² = 1. */
const ends: Record<Parametrization, (y: number, x: number, a: number, s: number) => Ends> = {
  epsilon: (y, x, a, s) => ({ epsilon: y, x0: (x - s * y) / a }),
  x0: (y, x, a, s) => ({ x0: y, epsilon: (x - a * y) / s }),
  v: (y, x, a, s) => ({ x0: a * x - s * y, epsilon: s * x + a * y }),
  score: (y, x, a, s) => ({ epsilon: -s * y, x0: (x + s * s * y) / a }),
};

const values: Record<Parametrization, (ends: Ends, a: number, s: number) => number> = {
  epsilon: ({ epsilon }) => epsilon,
  x0: ({ x0 }) => x0,
  v: ({ x0, epsilon }, a, s) => a * epsilon - s * x0,
  score: ({ epsilon }, _a, s) => -epsilon / s,
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
  for (const name of [from, to]) {
    if (name in ends) continue;
    throw new RangeError(
      `convertPrediction: no parametrization '${name}'; pass one of ${Object.keys(ends).join(", ")}.`,
    );
  }
  if (from === to) return Float64Array.from(prediction);
  const [a, s] = [marginal.scale, Math.sqrt(marginal.variance)];
  requireInformation(from, to, a, s);
  return Float64Array.from(prediction, (y, i) => values[to](ends[from](y, xt[i]!, a, s), a, s));
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
