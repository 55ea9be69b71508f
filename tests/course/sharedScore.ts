import { cellPlace } from "../../scripts/course/assignment";
import type { RunOutcome } from "../../scripts/course/runPlan";
import { type ExerciseScore, scoreRun } from "../../scripts/course/score";
import type { Attempt, SharedPlan } from "./sharedPlan";

/** What the answers with one name gave, exercise by exercise. */
export type SharedScores = ReadonlyMap<string, readonly ExerciseScore[]>;

/** Who was running when the run came to its end, in words. */
function blamed({ assignment, cells, attempts }: SharedPlan, index: number): string {
  const attempt = attempts.find(
    ({ start, cells: tail }) => index >= start && index < start + tail.length,
  );
  if (attempt !== undefined) return `the answer ${attempt.label} to ${attempt.exercise.id}`;
  const cell = assignment.notebook.cells[cells[index]?.place ?? -1];
  return cell === undefined ? "something" : cellPlace(assignment.notebook, cell);
}

/** Makes sure that all cells were run. @throws Error otherwise, naming the answer that ended the run */
function requireEnd(plan: SharedPlan, run: RunOutcome): void {
  const name = `${plan.assignment.name}.ipynb`;
  if (run.stopped !== null) {
    const { cause, index, name: kind, message } = run.stopped;
    throw new Error(
      `${name}: ${blamed(plan, index ?? run.cells.size)} ended the run that all answers share ` +
        `(${cause}: ${kind}: ${message}), so that ${plan.cells.length - run.cells.size} of ` +
        `${plan.cells.length} cells were not run; expected answers that their tests reject. Let it end, or mend ` +
        "the cell; answers that hang or crash are tried in tests/system/course.test.ts",
    );
  }
  const missing = plan.cells.findIndex((_, index) => !run.cells.has(index));
  if (missing >= 0)
    throw new Error(
      `${name}: ${blamed(plan, missing)} was not run, though nothing stopped the run; expected the outcome of ` +
        "each cell. Look at scripts/course/grade.py",
    );
}

/**
 * Makes sure that the tests met this answer: when its cell fails, they meet the functions of the answer before it.
 * @throws Error otherwise
 */
function requireAnswer(plan: SharedPlan, { start }: Attempt, run: RunOutcome): void {
  const { status, name, message } = run.cells.get(start)!;
  if (status === "ok") return;
  throw new Error(
    `${plan.assignment.name}.ipynb: the cell of ${blamed(plan, start)} failed (${name}: ${message}), so that the ` +
      "tests after it met the answer before it; expected a cell that runs, and tests that reject what it computes. " +
      "Mend the answer",
  );
}

/**
 * Scores what shared a kernel, each answer by the rules of grading.
 *
 * @throws Error when the run ended early, or the cell of an answer failed
 */
export function scoreShared(plan: SharedPlan, run: RunOutcome): SharedScores {
  requireEnd(plan, run);
  const scores = new Map<string, ExerciseScore[]>();
  for (const attempt of plan.attempts) {
    requireAnswer(plan, attempt, run);
    const { exercise, label, cells, start } = attempt;
    const outcomes = new Map(cells.map((_, index) => [index, run.cells.get(start + index)!]));
    const score = scoreRun(plan.assignment, exercise, cells, { ...run, cells: outcomes });
    scores.set(label, [...(scores.get(label) ?? []), score]);
  }
  return scores;
}
