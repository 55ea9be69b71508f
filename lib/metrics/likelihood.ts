import { requireInteger, requireNumber } from "../core/arguments";
import { bitsPerDim, meanEstimate, natsPerExample, scalingOffset, type DataScaling } from "../math";

export const likelihoodKinds = ["exact", "elbo", "iwae", "vlb"] as const;
export const likelihoodUnits = ["nats per example", "bits per dim"] as const;
export const dequantisations = [
  "none (discrete)",
  "uniform",
  "variational",
  "continuous density",
] as const;

/**
 * How the figure relates to the model's log-likelihood: equal, or below it on average. "elbo" is Kingma & Welling 2014,
 * eq. 3; "iwae" is Burda et al. 2016, section 3; "vlb" is diffusion's bound L_vlb, Ho et al. 2020, eq. 5.
 */
export type LikelihoodKind = (typeof likelihoodKinds)[number];

/** Log-likelihood in nats (higher is better), or its negative in bits for each dimension (lower is better). */
export type LikelihoodUnit = (typeof likelihoodUnits)[number];

/**
 * What the model gives a probability to: discrete data as they are; data made continuous by uniform noise of one level
 * (Theis et al. 2016, section 3.1) or by a learned noise (Ho et al. 2019, Flow++, section 3.1), both restated for the
 * discrete data, which they bound; or data that are continuous, which have a density only.
 */
export type Dequantisation = (typeof dequantisations)[number];

/** A likelihood figure that carries what is needed to read it. */
export interface Likelihood {
  readonly kind: LikelihoodKind;
  /** Importance samples, with kind "iwae" only. */
  readonly k?: number;
  readonly unit: LikelihoodUnit;
  readonly dequantisation: Dequantisation;
  readonly value: number;
  /** From the examples, in the same unit. 0 where nothing was drawn. */
  readonly standardError: number;
  /** Dimensions D of an example. */
  readonly dims: number;
}

/** What cannot be read off the numbers. */
export interface LikelihoodOptions {
  readonly kind: LikelihoodKind;
  /** Importance samples, with kind "iwae" only. */
  readonly k?: number;
  readonly dequantisation: Dequantisation;
  /** Dimensions D of an example: 784 for 28x28 grey pixels. */
  readonly dims: number;
  /** @default "nats per example" */
  readonly unit?: LikelihoodUnit;
  /** The range the levels were scaled to; needed, and allowed, for "uniform" and "variational" only. */
  readonly scaling?: DataScaling;
}

/**
 * The likelihood figure of per-example log-likelihoods, or bounds of them, in nats, [n]: mean and standard error.
 * Log-densities of dequantised data come on the scale the model saw and leave on that of the levels, D log(levels /
 * (high - low)) nats lower.
 * @throws RangeError for fewer than two examples, NaN or Infinity, options out of range, or a missing or idle scaling.
 */
export function likelihoodOf(
  logLikelihoods: ArrayLike<number>,
  options: LikelihoodOptions,
): Likelihood {
  const { kind, k, dequantisation, dims, unit = "nats per example", scaling } = options;
  requireScaling(dequantisation, scaling);
  const { estimate, standardError } = meanEstimate(logLikelihoods);
  const inNats: Likelihood = requireLikelihood("likelihoodOf", {
    kind,
    ...(k !== undefined && { k }),
    unit: "nats per example",
    dequantisation,
    value:
      scaling === undefined ? estimate : estimate - natsPerExample(scalingOffset(scaling), dims),
    standardError,
    dims,
  });
  return convertLikelihood(inNats, unit);
}

function requireScaling(dequantisation: Dequantisation, scaling: DataScaling | undefined): void {
  const needed = dequantisation === "uniform" || dequantisation === "variational";
  if (needed === (scaling !== undefined)) return;
  throw new RangeError(
    needed
      ? `likelihoodOf: no scaling with ${dequantisation} dequantisation; pass the range of the levels, such as { levels: 256, low: -1, high: 1 }.`
      : `likelihoodOf: a scaling with dequantisation "${dequantisation}", which has no levels to restate; leave it out.`,
  );
}

/** The same figure in another unit; bits per dim are -nats/(D log 2). @throws RangeError for a broken record. */
export function convertLikelihood(likelihood: Likelihood, unit: LikelihoodUnit): Likelihood {
  const { value, standardError, dims } = requireLikelihood("convertLikelihood", likelihood);
  requireOneOf("convertLikelihood", "unit", unit, likelihoodUnits);
  if (unit === likelihood.unit) return likelihood;
  const convert = unit === "bits per dim" ? bitsPerDim : natsPerExample;
  return {
    ...likelihood,
    unit,
    value: convert(-value, dims),
    standardError: convert(standardError, dims),
  };
}

/**
 * Whether the true log-likelihood of the data may be higher than the figure: for every kind but "exact", and for exact
 * densities of dequantised data, which bound the probability of the discrete data; Theis et al. 2016, section 3.1.
 */
export function isBound({ kind, dequantisation }: Likelihood): boolean {
  return kind !== "exact" || dequantisation === "uniform" || dequantisation === "variational";
}

/** Checks a record, which may have been written by hand, and returns it. @throws RangeError that names the field. */
export function requireLikelihood(where: string, likelihood: Likelihood): Likelihood {
  const { kind, k, unit, dequantisation, value, standardError, dims } = likelihood;
  requireOneOf(where, "kind", kind, likelihoodKinds);
  requireOneOf(where, "unit", unit, likelihoodUnits);
  requireOneOf(where, "dequantisation", dequantisation, dequantisations);
  requireNumber(where, "value", value);
  requireNumber(where, "standardError", standardError, 0);
  requireInteger(where, "dims", dims, 1);
  if (kind === "iwae") requireInteger(where, "k", k ?? NaN, 1);
  else if (k !== undefined) {
    throw new RangeError(
      `${where}: k=${k} with kind "${kind}"; only "iwae" has a k: leave it out.`,
    );
  }
  if (dequantisation === "none (discrete)") requireProbability(where, likelihood);
  return likelihood;
}

/** A probability is at most 1, which catches densities and signs taken for another thing. */
function requireProbability(where: string, { unit, value }: Likelihood): void {
  if (unit === "bits per dim" ? value >= 0 : value <= 0) return;
  throw new RangeError(
    `${where}: value=${value} ${unit} says that discrete data have a probability above 1; pass log-probabilities, or the dequantisation used.`,
  );
}

function requireOneOf(
  where: string,
  name: string,
  value: string,
  allowed: readonly string[],
): void {
  if (allowed.includes(value)) return;
  throw new RangeError(`${where}: ${name}="${value}"; expected one of ${allowed.join(", ")}.`);
}
