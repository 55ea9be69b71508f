import { requireNumber } from "../core/arguments";
import { alphaBars, noiseVariances } from "./alphaBars";
import { forwardMarginal } from "./forwardProcess";
import type { Gaussian } from "./gaussianChain";
import { klNormal } from "./kl";
import { normalLogDensity } from "./normal";
import { normalCrossEntropy } from "./entropy";
import { reversePosterior } from "./posterior";
import { requireLength, requirePositive } from "./requireNumbers";
import { variationalBound, type VariationalBound } from "./variationalBound";

/** A reverse step x_{t-1} | x_t ~ N(scale x_t + shift, variance). */
export interface AffineKernel {
  readonly scale: number;
  readonly shift: number;
  readonly variance: number;
}

/**
 * The exact reverse steps p(x_{t-1}|x_t) when the data are N(mean, variance), [T], index t - 1 for step t: what a model
 * of one number would learn with unlimited data. Then x_{t-1} and x_t are jointly Gaussian.
 * @throws RangeError for betas that `reversePosterior` refuses or a variance that is not above 0.
 */
export function exactReverseSteps(betas: Float64Array, data: Gaussian): AffineKernel[] {
  reversePosterior(betas);
  requireNumber("exactReverseSteps", "mean", data.mean);
  requirePositive("exactReverseSteps", "variance", data.variance);
  let before = data;
  return Array.from(betas, (beta) => {
    const root = Math.sqrt(1 - beta);
    const after = { mean: root * before.mean, variance: (1 - beta) * before.variance + beta };
    const gain = (root * before.variance) / after.variance;
    const step = {
      scale: gain,
      shift: (beta * before.mean) / after.variance,
      variance: (before.variance * beta) / after.variance,
    };
    before = after;
    return step;
  });
}

/**
 * The model's own distribution of x_0: N(0, 1) pushed through the reverse steps T, ..., 1. Exact, so that -log p(x_0) and
 * with it the gap of the bound are known.
 * @throws RangeError for no steps or a negative variance.
 */
export function modelMarginal(steps: readonly AffineKernel[]): Gaussian {
  requireSteps("modelMarginal", steps);
  return steps.reduceRight<Gaussian>(
    ({ mean, variance }, step) => ({
      mean: step.scale * mean + step.shift,
      variance: step.scale ** 2 * variance + step.variance,
    }),
    { mean: 0, variance: 1 },
  );
}

function requireSteps(where: string, steps: readonly AffineKernel[]): void {
  if (steps.length === 0) throw new RangeError(`${where}: no steps; pass at least one.`);
  steps.forEach((step, i) => {
    requireNumber(where, `steps[${i}].scale`, step.scale);
    requireNumber(where, `steps[${i}].shift`, step.shift);
    requireNumber(where, `steps[${i}].variance`, step.variance, 0);
  });
}

/** log p(x_0) of the model, nats. @throws RangeError as `modelMarginal`. */
export function modelLogLikelihood(steps: readonly AffineKernel[], x0: number): number {
  const { mean, variance } = modelMarginal(steps);
  return normalLogDensity(x0, mean, variance);
}

/**
 * L_vlb of one number x_0 in nats, exactly: the expectation over q(x_t|x_0) of every KL in closed form, with the model's
 * means affine in x_t. Ho et al. 2020, equation 5.
 * @throws RangeError for betas that `reversePosterior` refuses, another number of steps, or a step without variance.
 */
export function linearModelBound(
  betas: Float64Array,
  steps: readonly AffineKernel[],
  x0: number,
): VariationalBound {
  requireSteps("linearModelBound", steps);
  requireLength("linearModelBound", "steps", steps, betas.length);
  requireNumber("linearModelBound", "x0", x0);
  const posterior = reversePosterior(betas);
  const [bars, noise] = [alphaBars(betas), noiseVariances(betas)];
  const terms = steps.map((step, i) => {
    const mean = Math.sqrt(bars[i]!) * x0; // of x_t
    if (i === 0) {
      // -E log N(x_0; scale x_1 + shift, variance): the same, whichever of the two is the variable
      const centre = step.scale * mean + step.shift;
      return normalCrossEntropy(centre, step.scale ** 2 * noise[0]!, x0, step.variance);
    }
    const slope = posterior.coefXt[i]! - step.scale; // the means' difference is slope x_t + offset
    const offset = posterior.coefX0[i]! * x0 - step.shift;
    const excess = (slope ** 2 * noise[i]!) / (2 * step.variance);
    const kl = klNormal(slope * mean + offset, posterior.variance[i]!, 0, step.variance);
    return kl + excess;
  });
  const { scale, variance } = forwardMarginal(betas, betas.length);
  return variationalBound(terms[0]!, terms.slice(1), klNormal(scale * x0, variance));
}
