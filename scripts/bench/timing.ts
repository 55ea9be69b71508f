import { requireInteger } from "../../lib/core/arguments";

/** Repeated measurements of one thing, in the unit that they came in. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  /** First and third quartile. */
  readonly q1: number;
  readonly q3: number;
  readonly count: number;
}

/** The value below which the share `p` of sorted values lies, interpolated between neighbours. */
function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** @throws RangeError when there is no value, or one that is not a finite number */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(
      `bench: [${values.join(", ")}] cannot be summarised; at least one value and only finite ones are expected. ` +
        "Run the measurement again.",
    );
  }
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number): number => quantile(sorted, p);
  return { median: at(0.5), min: sorted[0]!, q1: at(0.25), q3: at(0.75), count: sorted.length };
}

/** Milliseconds that `work` takes, and what it returns. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}

/** Somebody who can be asked to do a thing some times and says how long each took, in ms. */
export type Runner = () => Promise<readonly number[]>;

/**
 * Lets the runners take turns (A B C A B C ...), so that whatever else the machine does falls on all of them alike. A
 * first round is thrown away.
 * @param rounds how often each runs, at least 1
 * @param pause is awaited between two turns, so that the threads of one runner are asleep when the next begins
 */
export async function interleave(
  runners: readonly Runner[],
  rounds: number,
  pause: () => Promise<void> = async () => undefined,
): Promise<Spread[]> {
  requireInteger("bench", "rounds", rounds, 1);
  const all = runners.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, run] of runners.entries()) {
      await pause();
      const times = await run();
      if (round > 0) all[i]!.push(...times);
    }
  }
  return all.map(spreadOf);
}
