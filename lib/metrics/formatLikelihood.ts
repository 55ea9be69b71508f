import { requireInteger } from "../core/arguments";
import { isBound, requireLikelihood, type Dequantisation, type Likelihood } from "./likelihood";

const WORDS: Record<Dequantisation, string> = {
  "none (discrete)": "discrete data",
  uniform: "uniform dequantisation",
  variational: "variational dequantisation",
  "continuous density": "continuous density",
};

export interface FormatLikelihoodOptions {
  /** Digits after the point. @default so many that the standard error shows one digit, 2 where it is 0 */
  readonly decimals?: number;
}

/**
 * A likelihood in words: "≤ 3.21 ± 0.01 bits/dim (ELBO, uniform dequantisation)". What bounds the log-likelihood from
 * below is "≥" in nats and "≤" in bits per dim, which count the other way. An exact figure has no sign; an exact density
 * of dequantised data has one, and says that it bounds the discrete data's probability.
 * @throws RangeError for a broken record.
 */
export function formatLikelihood(
  likelihood: Likelihood,
  options: FormatLikelihoodOptions = {},
): string {
  const { unit, value, standardError, dequantisation } = requireLikelihood(
    "formatLikelihood",
    likelihood,
  );
  const { decimals = decimalsOf(standardError) } = options;
  requireInteger("formatLikelihood", "decimals", decimals, 0, 20);
  const bits = unit === "bits per dim";
  const sign = isBound(likelihood) ? (bits ? "≤ " : "≥ ") : "";
  const error = standardError > 0 ? ` ± ${standardError.toFixed(decimals)}` : "";
  const number = `${sign}${value.toFixed(decimals)}${error} ${bits ? "bits/dim" : "nats/example"}`;
  return `${number} (${kindInWords(likelihood)}, ${WORDS[dequantisation]}${caveat(likelihood)})`;
}

/** "ELBO", "IWAE with k = 50", "exact". */
export function kindInWords({ kind, k }: Likelihood): string {
  if (kind === "iwae") return `IWAE with k = ${k}`;
  return { exact: "exact", elbo: "ELBO", vlb: "L_vlb" }[kind];
}

function caveat(likelihood: Likelihood): string {
  return likelihood.kind === "exact" && isBound(likelihood) ? ": bounds the discrete data's" : "";
}

function decimalsOf(standardError: number): number {
  if (standardError === 0) return 2;
  return Math.min(10, Math.max(0, -Math.floor(Math.log10(standardError))));
}
