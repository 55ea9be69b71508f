import type { Rng } from "../core/rng";
import { requireInteger } from "../core/arguments";
import { categoryAt } from "./categorical";
import { cholesky, type Cholesky } from "./cholesky";
import { requireKernel, type GaussianKernel } from "./gaussianChain";
import { logSumExp } from "./logSumExp";
import { combineMatrices, identityMatrix, matrixVector, type Matrix } from "./matrices";
import { requireLength, requireNumbers, requireProbabilities } from "./requireNumbers";

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Σ_k weight_k N(mean_k, covariance_k) of K components in D dimensions. */
export interface GaussianMixture {
  /** [K], of sum 1. */
  readonly weights: ArrayLike<number>;
  /** [K,D] */
  readonly means: Matrix;
  /** [K,D,D] */
  readonly covariances: readonly Matrix[];
}

/** A mixture of round components, variances[k] · I. @throws RangeError for lengths that differ or a negative variance. */
export function isotropicMixture(
  weights: ArrayLike<number>,
  means: Matrix,
  variances: ArrayLike<number>,
): GaussianMixture {
  requireNumbers("isotropicMixture", "variances", variances, 0);
  requireLength("isotropicMixture", "variances", variances, means.length);
  const unit = identityMatrix(means[0]!.length);
  const covariances = means.map((_, k) => combineMatrices([[variances[k]!, unit]]));
  const mixture = { weights, means, covariances };
  requireMixture("isotropicMixture", mixture);
  return mixture;
}

function requireMixture(where: string, { weights, means, covariances }: GaussianMixture): void {
  requireProbabilities(where, "weights", weights);
  requireLength(where, "means", means, weights.length);
  requireLength(where, "covariances", covariances, weights.length);
  const D = means[0]!.length;
  means.forEach((mean, k) => {
    requireLength(where, `means[${k}]`, mean, D);
    requireNumbers(where, `means[${k}]`, mean);
    requireLength(where, `covariances[${k}]`, covariances[k]!, D);
  });
}

const difference = (a: ArrayLike<number>, b: ArrayLike<number>, scale = 1): Float64Array =>
  Float64Array.from(a, (value, i) => value - scale * b[i]!);

/** One component as seen from x: log(weight_k N(x; ...)), and covariance⁻¹ (x - mean). */
interface View {
  readonly logJoint: number;
  readonly pull: Float64Array;
}

function view(
  mixture: GaussianMixture,
  factors: readonly Cholesky[],
  x: ArrayLike<number>,
): View[] {
  return factors.map((factor, k) => {
    const offset = difference(x, mixture.means[k]!);
    const white = factor.whiten(offset);
    const square = white.reduce((sum, w) => sum + w * w, 0);
    const logDensity = -(square + factor.logDet + x.length * LOG_TWO_PI) / 2;
    return { logJoint: Math.log(mixture.weights[k]!) + logDensity, pull: factor.solve(offset) };
  });
}

function viewFrom(where: string, mixture: GaussianMixture, x: ArrayLike<number>): View[] {
  requireMixture(where, mixture);
  requireNumbers(where, "x", x);
  requireLength(where, "x", x, mixture.means[0]!.length);
  return view(
    mixture,
    mixture.covariances.map((c) => cholesky(c)),
    x,
  );
}

function shares(views: readonly View[]): Float64Array {
  const total = logSumExp(views.map((v) => v.logJoint));
  return Float64Array.from(views, (v) => Math.exp(v.logJoint - total));
}

/** log density in nats at x, [D]. @throws RangeError for a malformed mixture or a covariance without an inverse. */
export function mixtureLogDensity(mixture: GaussianMixture, x: ArrayLike<number>): number {
  return logSumExp(viewFrom("mixtureLogDensity", mixture, x).map((v) => v.logJoint));
}

/** Probability of each component given x, [K]; Bishop 2006, equation 9.13. @throws as `mixtureLogDensity`. */
export function mixtureResponsibilities(
  mixture: GaussianMixture,
  x: ArrayLike<number>,
): Float64Array {
  return shares(viewFrom("mixtureResponsibilities", mixture, x));
}

/** ∇_x log density, [D]. @throws as `mixtureLogDensity`. */
export function mixtureScore(mixture: GaussianMixture, x: ArrayLike<number>): Float64Array {
  const views = viewFrom("mixtureScore", mixture, x);
  const weights = shares(views);
  return Float64Array.from(
    x,
    (_, i) => -views.reduce((sum, v, k) => sum + weights[k]! * v.pull[i]!, 0),
  );
}

/** The distribution of x_t = scale x_0 + noise when x_0 comes from the mixture: again a mixture. */
export function diffusedMixture(mixture: GaussianMixture, kernel: GaussianKernel): GaussianMixture {
  requireMixture("diffusedMixture", mixture);
  requireKernel("diffusedMixture", kernel);
  const { scale, variance } = kernel;
  const unit = identityMatrix(mixture.means[0]!.length);
  return {
    weights: mixture.weights,
    means: mixture.means.map((mean) => Float64Array.from(mean, (m) => scale * m)),
    covariances: mixture.covariances.map((c) =>
      combineMatrices([
        [scale ** 2, c],
        [variance, unit],
      ]),
    ),
  };
}

/**
 * The exact p(x|y) when x comes from the mixture and y | x ~ N(scale x, variance I): again a mixture. With the marginal
 * q(x_t|x_0) it is p(x_0|x_t); with the mixture diffused to t - 1 and the kernel of step t, the true reverse step
 * p(x_{t-1}|x_t). Component k has mean μ + a Σ C⁻¹ (y - a μ) and covariance v Σ C⁻¹, C = a² Σ + v I.
 * @throws RangeError for a malformed mixture, a y of another length, or a C without an inverse.
 */
export function mixturePosterior(
  mixture: GaussianMixture,
  kernel: GaussianKernel,
  y: ArrayLike<number>,
): GaussianMixture {
  const seen = diffusedMixture(mixture, kernel);
  const factors = seen.covariances.map((c) => cholesky(c));
  requireNumbers("mixturePosterior", "y", y);
  requireLength("mixturePosterior", "y", y, mixture.means[0]!.length);
  const views = view(seen, factors, y);
  const { scale, variance } = kernel;
  const means = mixture.means.map((mean, k) => {
    const shift = matrixVector(mixture.covariances[k]!, views[k]!.pull);
    return Float64Array.from(mean, (m, i) => m + scale * shift[i]!);
  });
  const covariances = mixture.covariances.map((c, k) => {
    const product = c.map((row) => factors[k]!.solve(row)); // Σ C⁻¹: both are functions of Σ and commute
    return product.map((row, i) =>
      row.map((value, j) => (variance * (value + product[j]![i]!)) / 2),
    );
  });
  return { weights: shares(views), means, covariances };
}

/** Mean of the mixture, [D]. @throws RangeError for a malformed mixture. */
export function mixtureMean(mixture: GaussianMixture): Float64Array {
  requireMixture("mixtureMean", mixture);
  const { weights, means } = mixture;
  return Float64Array.from(means[0]!, (_, i) =>
    means.reduce((sum, mean, k) => sum + weights[k]! * mean[i]!, 0),
  );
}

/** Covariance of the mixture, [D,D]: within the components and between them. @throws as `mixtureMean`. */
export function mixtureCovariance(mixture: GaussianMixture): number[][] {
  const centre = mixtureMean(mixture);
  const { weights, means, covariances } = mixture;
  const offsets = means.map((mean) => difference(mean, centre));
  return covariances[0]!.map((row, i) =>
    Array.from(row, (_, j) =>
      offsets.reduce(
        (sum, o, k) => sum + weights[k]! * (covariances[k]![i]![j]! + o[i]! * o[j]!),
        0,
      ),
    ),
  );
}

/** The perfect denoiser E[x_0|x_t], [D]. @throws RangeError as `mixturePosterior`. */
export function mixtureDenoiser(
  mixture: GaussianMixture,
  marginal: GaussianKernel,
  xt: ArrayLike<number>,
): Float64Array {
  return mixtureMean(mixturePosterior(mixture, marginal, xt));
}

/** `count` draws, one after another, [count · D], and the component of each, [count]. @throws RangeError as others. */
export function sampleMixture(
  mixture: GaussianMixture,
  count: number,
  rng: Rng,
): { points: Float64Array; components: Int32Array } {
  requireMixture("sampleMixture", mixture);
  requireInteger("sampleMixture", "count", count, 1);
  const [componentRng, normalRng] = rng.split(2) as [Rng, Rng];
  const D = mixture.means[0]!.length;
  const uniforms = componentRng.uniformArray(count);
  const normals = normalRng.normalArray(count * D);
  const factors = mixture.covariances.map((c) => cholesky(c).lower);
  const components = Int32Array.from(uniforms, (u) => categoryAt(mixture.weights, u));
  const points = new Float64Array(count * D);
  components.forEach((k, n) => {
    for (let i = 0; i < D; i++) {
      let value = mixture.means[k]![i]!;
      for (let j = 0; j <= i; j++) value += factors[k]![i]![j]! * normals[n * D + j]!;
      points[n * D + i] = value;
    }
  });
  return { points, components };
}
