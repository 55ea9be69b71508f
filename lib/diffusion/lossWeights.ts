import { requireNumber } from "../core/arguments";
import {
  dataLossWeights,
  noiseLossWeights,
  posteriorLogVariance,
  snr,
  velocityLossWeights,
} from "../math";
import { requireTarget, type PredictionTarget } from "./targets";

/**
 * How much the squared error at each t counts:
 * - "simple": 1 in terms of the target itself; Ho et al. 2020, equation 14.
 * - "vlb": the weight that it has in L_{t-1} of the variational bound, nats (the sum over dimensions of its square); σ² is
 *   the posterior variance, at the first step that of the second.
 * - "min-snr": min(SNR, γ) in terms of x_0; Hang et al. 2023, section 3.4.
 */
export type LossWeighting = "simple" | "vlb" | "min-snr";

export interface LossWeightOptions {
  readonly weighting: LossWeighting;
  readonly target: PredictionTarget;
  /** γ of "min-snr". @default 5 */
  readonly gamma?: number;
}

/** The variance that the bound's weights take: β̃, and for the first step, where it is 0, that of the second. */
const boundVariance = (betas: Float64Array) =>
  posteriorLogVariance(betas, "fixed-small").map(Math.exp);

const vlb: Readonly<Record<PredictionTarget, (betas: Float64Array) => Float64Array>> = {
  epsilon: (betas) => noiseLossWeights(betas, boundVariance(betas)),
  x0: (betas) => dataLossWeights(betas, boundVariance(betas)),
  v: (betas) => velocityLossWeights(betas, boundVariance(betas)),
};

/** How many times ‖x_0 - x̂_0‖² the squared error in each target is: 1/s² for v, SNR for ε. */
const errorRatio: Readonly<Record<PredictionTarget, (ratio: number) => number>> = {
  epsilon: (ratio) => ratio,
  x0: () => 1,
  v: (ratio) => ratio + 1,
};

/**
 * The weights of the squared error in one target that make the losses those of the weights in another, [T]: ‖ε - ε̂‖² =
 * SNR ‖x_0 - x̂_0‖² and ‖v - v̂‖² = (SNR + 1) ‖x_0 - x̂_0‖² for one prediction; Salimans & Ho 2022, section 4.
 * @throws RangeError for an unknown target, or for "epsilon" where the SNR is 0.
 */
export function convertLossWeights(
  weights: ArrayLike<number>,
  { from, to, betas }: { from: PredictionTarget; to: PredictionTarget; betas: Float64Array },
): Float64Array {
  requireTarget("convertLossWeights", from);
  requireTarget("convertLossWeights", to);
  return snr(betas).map((ratio, i) => {
    if (ratio === 0 && to === "epsilon" && from !== to) throw noSignal("convertLossWeights", i);
    return from === to
      ? weights[i]!
      : (weights[i]! * errorRatio[from](ratio)) / errorRatio[to](ratio);
  });
}

/**
 * The weight of the squared error at each t, [T], index t - 1.
 * @throws RangeError for an unknown weighting or target, γ not above 0, or "min-snr" of "epsilon" where the SNR is 0.
 */
export function lossWeights(betas: Float64Array, options: LossWeightOptions): Float64Array {
  const { weighting, target, gamma = 5 } = options;
  requireTarget("lossWeights", target);
  switch (weighting) {
    case "simple":
      return new Float64Array(betas.length).fill(1);
    case "vlb":
      return vlb[target](betas);
    case "min-snr":
      return minSnr(betas, target, gamma);
    default:
      throw new RangeError(
        `lossWeights: weighting=${String(weighting)}; pass one of simple, vlb, min-snr.`,
      );
  }
}

/** Hang et al. 2023: min(SNR, γ) for x_0, over SNR for ε, over SNR + 1 for v. */
function minSnr(betas: Float64Array, target: PredictionTarget, gamma: number): Float64Array {
  requireNumber("lossWeights", "gamma", gamma, Number.MIN_VALUE);
  return snr(betas).map((ratio, i) => {
    if (ratio === 0 && target === "epsilon") throw noSignal("lossWeights", i);
    return Math.min(ratio, gamma) / errorRatio[target](ratio);
  });
}

function noSignal(where: string, i: number): RangeError {
  return new RangeError(
    `${where}: the SNR at t=${i + 1} is 0, where the noise is the picture itself; take target "v" or "x0".`,
  );
}
