import { requireNumber } from "../core/arguments";
import { requireNumbers } from "./requireNumbers";

/** The step x → y with y | x ~ N(scale · x, variance · I), of a linear Gaussian Markov chain. */
export interface GaussianKernel {
  readonly scale: number;
  readonly variance: number;
}

/** N(mean, variance) of one number. */
export interface Gaussian {
  readonly mean: number;
  readonly variance: number;
}

export function requireKernel(where: string, { scale, variance }: GaussianKernel): void {
  requireNumber(where, "scale", scale);
  requireNumber(where, "variance", variance, 0);
}

export function requireGaussian(where: string, { mean, variance }: Gaussian): void {
  requireNumber(where, "mean", mean);
  requireNumber(where, "variance", variance, 0);
}

/**
 * One step after another, merged into one: the noise of the first is scaled by the second, and independent Gaussians add
 * their variances. x → y ~ N(a x, v), y → z ~ N(b y, w) give x → z ~ N(a b x, b² v + w).
 * @throws RangeError for a negative variance or a number that is not finite.
 */
export function composeKernels(first: GaussianKernel, second: GaussianKernel): GaussianKernel {
  requireKernel("composeKernels", first);
  requireKernel("composeKernels", second);
  return {
    scale: second.scale * first.scale,
    variance: second.scale ** 2 * first.variance + second.variance,
  };
}

/** The distribution of y when x ~ N(mean, variance): its marginal. @throws RangeError for a negative variance. */
export function pushForward(x: Gaussian, kernel: GaussianKernel): Gaussian {
  requireGaussian("pushForward", x);
  requireKernel("pushForward", kernel);
  return {
    mean: kernel.scale * x.mean,
    variance: kernel.scale ** 2 * x.variance + kernel.variance,
  };
}

/**
 * The distribution that a kernel leaves as it is: N(0, variance / (1 - scale²)).
 * @throws RangeError when |scale| >= 1: then the chain has none.
 */
export function stationaryGaussian(kernel: GaussianKernel): Gaussian {
  requireKernel("stationaryGaussian", kernel);
  const { scale, variance } = kernel;
  if (Math.abs(scale) >= 1) {
    throw new RangeError(
      `stationaryGaussian: |scale|=${Math.abs(scale)}; only below 1 does the chain forget its start.`,
    );
  }
  return { mean: 0, variance: variance / ((1 - scale) * (1 + scale)) };
}

/** Step t of the forward process, x_t | x_{t-1} ~ N(√(1 - β) x_{t-1}, β); Ho et al. 2020, equation 2. */
export function noisingKernel(beta: number): GaussianKernel {
  requireNumber("noisingKernel", "beta", beta, 0, 1);
  return { scale: Math.sqrt(1 - beta), variance: beta };
}

/**
 * Mean and variance of x_t for t = 0, ..., T when x_0 ~ N(mean, variance), T + 1 of them; index t is step t here.
 * @throws RangeError for no betas, one outside [0, 1], or a negative variance.
 */
export function gaussianChain(start: Gaussian, betas: ArrayLike<number>): Gaussian[] {
  requireGaussian("gaussianChain", start);
  requireNumbers("gaussianChain", "betas", betas, 0, 1);
  const chain = [start];
  for (let i = 0; i < betas.length; i++) {
    chain.push(pushForward(chain[i]!, noisingKernel(betas[i]!)));
  }
  return chain;
}

/**
 * Bayes' rule for x ~ N(mean, variance) seen through y | x ~ N(scale · x, noise): the precisions add,
 * 1/v' = 1/v + scale²/noise, and the mean is the precision-weighted mean. Bishop 2006, equation 2.116.
 * @throws RangeError for a negative variance, or when prior and kernel are both points.
 */
export function bayesGaussian(prior: Gaussian, kernel: GaussianKernel, y: number): Gaussian {
  requireGaussian("bayesGaussian", prior);
  requireKernel("bayesGaussian", kernel);
  requireNumber("bayesGaussian", "y", y);
  const evidence = kernel.scale ** 2 * prior.variance + kernel.variance;
  if (evidence === 0) {
    throw new RangeError(
      "bayesGaussian: prior and kernel have no variance, so that y is certain; give one of them some.",
    );
  }
  return {
    mean: (kernel.variance * prior.mean + kernel.scale * prior.variance * y) / evidence,
    variance: (prior.variance * kernel.variance) / evidence,
  };
}

/** Coefficients of a (x - m)² + rest. */
export interface CompletedSquare {
  readonly a: number;
  readonly m: number;
  readonly rest: number;
}

/**
 * a x² + b x + c = a (x - m)² + rest, with m = -b/2a. As the exponent -½ (x - m)²/v of a Gaussian: v = -1/2a.
 * @throws RangeError for a = 0.
 */
export function completeSquare(a: number, b: number, c: number): CompletedSquare {
  Object.entries({ a, b, c }).forEach(([name, x]) => requireNumber("completeSquare", name, x));
  if (a === 0) throw new RangeError("completeSquare: a=0 leaves no square; pass another a.");
  return { a, m: -b / (2 * a), rest: c - (b * b) / (4 * a) };
}
