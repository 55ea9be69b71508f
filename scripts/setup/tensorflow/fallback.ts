import { SetupProblem } from "../problem";
import type { Candidate } from "./choose";

export interface Attempts<T> {
  /** Best first; the last needs nothing and so cannot fail. */
  readonly candidates: readonly Candidate[];
  /** Tries one to the end; `failures` says why those before it did not work. */
  readonly attempt: (candidate: Candidate, failures: readonly string[]) => Promise<T>;
  /** Told of each failure as it happens. */
  readonly onFailure: (failure: string) => void;
  /** Whether the user has interrupted. */
  readonly isOver: () => boolean;
}

function nameOf(candidate: Candidate): string {
  return candidate.kind === "wheel"
    ? `${candidate.wheel.requirement} (${candidate.variant})`
    : candidate.kind;
}

/**
 * The result of the first candidate that works.
 *
 * @throws SetupProblem as it came, when the user can put it right (no compiler, a full disk): that is no reason to be
 *   ten times slower
 */
export async function firstThatWorks<T>(attempts: Attempts<T>): Promise<T> {
  const failures: string[] = [];
  for (const candidate of attempts.candidates) {
    try {
      return await attempts.attempt(candidate, failures);
    } catch (error) {
      if (attempts.isOver() || (error instanceof SetupProblem && !error.avoidable)) throw error;
      const reason = (error as Error).message.split("\n").slice(0, 6).join("\n");
      failures.push(`${nameOf(candidate)}: ${reason}`);
      attempts.onFailure(failures[failures.length - 1]);
    }
  }
  throw new Error(`none of the ways to TensorFlow worked: ${failures.join("; ")}`);
}
