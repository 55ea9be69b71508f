import { requireInteger, requireNumber } from "../core/arguments";
import { requireNumbers } from "./requireNumbers";

/** nats / log 2. */
export function natsToBits(nats: number): number {
  return nats / Math.LN2;
}

/** bits · log 2. */
export function bitsToNats(bits: number): number {
  return bits * Math.LN2;
}

/** nats per example → bits per dimension. @throws RangeError unless dims is a positive integer. */
export function bitsPerDim(nats: number, dims: number): number {
  requireNumber("bitsPerDim", "nats", nats);
  requireInteger("bitsPerDim", "dims", dims, 1);
  return nats / (dims * Math.LN2);
}

/** bits per dimension → nats per example. @throws RangeError unless dims is a positive integer. */
export function natsPerExample(bits: number, dims: number): number {
  requireNumber("natsPerExample", "bits", bits);
  requireInteger("natsPerExample", "dims", dims, 1);
  return bits * dims * Math.LN2;
}

/** How whole-number levels 0, ..., levels - 1 were scaled into the model's range: the bins fill [low, high]. */
export interface DataScaling {
  /** @default 256 */
  readonly levels?: number;
  /** @default 0 */
  readonly low?: number;
  /** @default 1 */
  readonly high?: number;
}

/**
 * Bits per dimension that scaling adds to -log2 density: log2(levels / (high - low)). 8 for 256 levels on [0, 1], 7 on
 * [-1, 1], n for n-bit data on [-½, ½] (Glow).
 * @throws RangeError unless levels is an integer of at least 2 and low < high.
 */
export function scalingOffset(scaling: DataScaling = {}): number {
  const { levels = 256, low = 0, high = 1 } = scaling;
  requireInteger("scalingOffset", "levels", levels, 2);
  requireNumber("scalingOffset", "low", low);
  requireNumber("scalingOffset", "high", high);
  if (!(low < high)) {
    throw new RangeError(`scalingOffset: low=${low} is not below high=${high}; exchange them.`);
  }
  return Math.log2(levels / (high - low));
}

/**
 * Bits per dimension of the discrete data, from a log density (nats per example) of the data made continuous by uniform
 * noise of one level and then scaled: an upper bound on their true code length, since log ∫ p >= ∫ log p over each bin;
 * Theis et al. 2016, section 3.1.
 * @throws RangeError as `bitsPerDim` and `scalingOffset`.
 */
export function bitsPerDimOfDensity(
  logDensity: number,
  dims: number,
  scaling: DataScaling = {},
): number {
  return bitsPerDim(-logDensity, dims) + scalingOffset(scaling);
}

/** The inverse of `bitsPerDimOfDensity`: log density, nats per example. @throws RangeError as it does. */
export function logDensityOfBitsPerDim(
  bits: number,
  dims: number,
  scaling: DataScaling = {},
): number {
  return -natsPerExample(bits - scalingOffset(scaling), dims);
}

/**
 * Levels made continuous and scaled: low + (x + u)(high - low)/levels, u uniform on [0, 1), [D].
 * @throws RangeError for a level that is not 0, ..., levels - 1, a u outside [0, 1], or different lengths.
 */
export function dequantise(
  x: ArrayLike<number>,
  u: ArrayLike<number>,
  scaling: DataScaling = {},
): Float64Array {
  const { levels = 256, low = 0, high = 1 } = scaling;
  scalingOffset(scaling);
  requireNumbers("dequantise", "u", u, 0, 1);
  if (x.length !== u.length) {
    throw new RangeError(
      `dequantise: ${x.length} values and ${u.length} uniforms; expected one for each value.`,
    );
  }
  return Float64Array.from(x, (value, i) => {
    requireInteger("dequantise", `x[${i}]`, value, 0, levels - 1);
    return low + ((value + u[i]!) * (high - low)) / levels;
  });
}

/**
 * The logit preprocessing y = logit(λ + (1 - 2λ) x) of x in [0, 1], [D], and log |dy/dx| summed over dimensions, nats;
 * Papamakarios et al. 2017 (MAF), section 4.3 (λ = 1e-6 for MNIST, 0.05 for CIFAR-10). log p(x) = log p(y) + logJacobian.
 * @throws RangeError for an x outside [0, 1] or a λ that is not in (0, ½).
 */
export function logitTransform(
  x: ArrayLike<number>,
  lambda: number,
): { y: Float64Array; logJacobian: number } {
  requireNumbers("logitTransform", "x", x, 0, 1);
  if (!(lambda > 0 && lambda < 0.5)) {
    throw new RangeError(
      `logitTransform: lambda=${lambda}; expected a number between 0 and 0.5, such as 1e-6.`,
    );
  }
  let logJacobian = 0;
  const y = Float64Array.from(x, (value) => {
    const inside = lambda + (1 - 2 * lambda) * value;
    const outside = lambda + (1 - 2 * lambda) * (1 - value);
    logJacobian += Math.log1p(-2 * lambda) - Math.log(inside) - Math.log(outside);
    return Math.log(inside) - Math.log(outside);
  });
  return { y, logJacobian };
}
