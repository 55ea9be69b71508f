import { requireNumber } from "../core/arguments";
import type { Estimate } from "../math";
import { formatLikelihood } from "./formatLikelihood";
import { requireLikelihood, type Dequantisation, type Likelihood } from "./likelihood";

export interface CompareLikelihoodsOptions {
  /** How many standard errors a difference must have to count. @default 3 */
  readonly limit?: number;
}

export interface LikelihoodComparison {
  /**
   * How much better a is, in the unit of both: positive when a has more nats, or fewer bits. The error takes the two as
   * independent; over the same examples the true one is mostly smaller.
   */
  readonly advantage: Estimate;
  /** The model whose likelihood is shown to be the higher one. */
  readonly better: "a" | "b" | "undecided";
  /** What may and what may not be concluded, with both figures. */
  readonly conclusion: string;
}

const QUANTITY: Record<Dequantisation, string> = {
  "none (discrete)": "probability of the data",
  uniform: "density of the uniformly dequantised data",
  variational: "probability of the data",
  "continuous density": "density of the data",
};

/**
 * Compares two likelihood figures as far as they can be: exact ones by their size; a bound beats an exact figure that it
 * exceeds, but is not beaten by one; of two bounds nothing follows for the likelihoods.
 * @throws RangeError for different units, dequantisations or dimensions, or a broken record.
 */
export function compareLikelihoods(
  a: Likelihood,
  b: Likelihood,
  options: CompareLikelihoodsOptions = {},
): LikelihoodComparison {
  const { limit = 3 } = options;
  requireNumber("compareLikelihoods", "limit", limit, 0);
  requireLikelihood("compareLikelihoods", a);
  requireLikelihood("compareLikelihoods", b);
  requireComparable(a, b);
  const advantage = advantageOf(a, b);
  const excess = Math.abs(advantage.estimate) - limit * advantage.standardError;
  const higher = excess <= 0 ? undefined : advantage.estimate > 0 ? "a" : "b";
  return { advantage, ...verdict(a, b, higher) };
}

function advantageOf(a: Likelihood, b: Likelihood): Estimate {
  const difference = a.unit === "bits per dim" ? b.value - a.value : a.value - b.value;
  return { estimate: difference, standardError: Math.hypot(a.standardError, b.standardError) };
}

function requireComparable(a: Likelihood, b: Likelihood): void {
  const fixes = {
    unit: "use convertLikelihood on one",
    dequantisation: "they measure different quantities: evaluate both models on data treated alike",
    dims: "their examples differ: evaluate both models on the same data",
  } as const;
  for (const [field, fix] of Object.entries(fixes) as [keyof typeof fixes, string][]) {
    if (a[field] === b[field]) continue;
    throw new RangeError(
      `compareLikelihoods: ${field} is ${a[field]} in a and ${b[field]} in b; ${fix}.`,
    );
  }
}

/** Whether a figure may lie below the quantity that both are compared in. Learned noise has a density of its own. */
function fallsShort({ kind, dequantisation }: Likelihood): boolean {
  return kind !== "exact" || dequantisation === "variational";
}

function verdict(
  a: Likelihood,
  b: Likelihood,
  higher: "a" | "b" | undefined,
): Pick<LikelihoodComparison, "better" | "conclusion"> {
  const figures = `a: ${formatLikelihood(a)}; b: ${formatLikelihood(b)}.`;
  const quantity = QUANTITY[a.dequantisation];
  const say = (better: LikelihoodComparison["better"], text: string) => ({
    better,
    conclusion: `${figures} ${text}${a.dequantisation === "uniform" ? UNIFORM : ""}`,
  });
  if (higher === undefined) {
    return say("undecided", "The difference is within its error: nothing follows.");
  }
  const lower = higher === "a" ? "b" : "a";
  const [top, bottom] = higher === "a" ? [a, b] : [b, a];
  if (!fallsShort(bottom)) {
    const why = fallsShort(top)
      ? `already its bound exceeds ${lower}'s exact figure, by how much at least the difference says`
      : "both figures are exact";
    return say(higher, `${higher} gives the higher ${quantity}: ${why}.`);
  }
  const gap = fallsShort(top) ? "both are bounds" : `${lower} is a bound`;
  return say(
    "undecided",
    `${higher} has the better figure, but ${gap}: ${lower}'s true ${quantity} may be the higher one.`,
  );
}

const UNIFORM = " Of the discrete data's probability both are bounds, so its order stays open.";
