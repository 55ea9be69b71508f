import { cellPlace, type Assignment, type Exercise } from "./assignment";
import type { PlannedCell } from "./plan";
import type { CellOutcome, RunOutcome } from "./runPlan";

/** How an exercise came out; anything but `passed` has cost points. */
export type Status =
  | "passed"
  | "failed"
  | "timeout"
  | "memory"
  | "died"
  | "no answer"
  | "not submitted"
  | "unreadable";

/** What one test cell gave. */
export interface TestScore {
  readonly id: string;
  readonly points: number;
  readonly maxPoints: number;
  /** What went wrong; empty when nothing did. */
  readonly message: string;
}

/** What one exercise gave. */
export interface ExerciseScore {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly status: Status;
  /** What went wrong first; empty when nothing did. */
  readonly message: string;
  readonly tests: readonly TestScore[];
  /** Seconds and peak memory of the run. */
  readonly seconds: number;
  readonly peakMemoryMB: number;
}

/** Points without the noise of binary fractions. */
export function sumPoints(parts: readonly { readonly points: number }[]): number {
  return Number(parts.reduce((sum, { points }) => sum + points, 0).toFixed(2));
}

/** A failure that is the source notebook's or the machine's and not the student's. */
export class SourceProblem extends Error {
  override readonly name = "SourceProblem";
}

/**
 * The points of a test cell by nbgrader's rule: none when it failed, part of them when it ends with a number from 0 to
 * its points, else all.
 */
function pointsOf(outcome: CellOutcome | undefined, maxPoints: number): number {
  if (outcome?.status !== "ok") return 0;
  const value = outcome.value?.trim() ? Number(outcome.value) : NaN;
  return value >= 0 && value <= maxPoints ? Number(value.toFixed(2)) : maxPoints;
}

function describe({ name, message }: Pick<CellOutcome, "name" | "message">): string {
  return message === "" ? name : `${name}: ${message}`;
}

/** The points of an exercise that was not run, each with the same reason. */
export function scoreWithoutRun(
  { id, title, points: maxPoints, tests }: Exercise,
  status: Status,
  message: string,
): ExerciseScore {
  const lost = tests.map((test) => ({ id: test.id, points: 0, maxPoints: test.points, message }));
  return {
    id,
    title,
    points: 0,
    maxPoints,
    status,
    message,
    tests: lost,
    seconds: 0,
    peakMemoryMB: 0,
  };
}

/** Makes sure that the run reached the answer. @throws SourceProblem otherwise, naming the cell */
function requireSetup(assignment: Assignment, plan: readonly PlannedCell[], run: RunOutcome): void {
  if (run.stopped?.cause !== "setup") return;
  const { index, name, message } = run.stopped;
  const { notebook } = assignment;
  const cell = index === null ? undefined : notebook.cells[plan[index]!.place];
  const where = cell === undefined ? "" : `, ${cellPlace(notebook, cell)}`;
  throw new SourceProblem(
    `${assignment.name}.ipynb${where}: failed before any answer was run: ${name}: ${message}; ` +
      `expected it to pass with the solutions; mend the source notebook (npm run doctor looks at the machine).`,
  );
}

/**
 * Scores the run of an exercise.
 * @throws SourceProblem when the run did not come as far as the answer
 */
export function scoreRun(
  assignment: Assignment,
  exercise: Exercise,
  plan: readonly PlannedCell[],
  run: RunOutcome,
): ExerciseScore {
  requireSetup(assignment, plan, run);
  const { stopped } = run;
  const answer = run.cells.get(plan.findIndex(({ role }) => role === "answer"));
  const tests = exercise.tests.map((test): TestScore => {
    const outcome = run.cells.get(plan.findIndex(({ place }) => place === test.index));
    const points = pointsOf(outcome, test.points);
    const short = `ends with ${outcome?.value}, of ${test.points} points`;
    const reason =
      outcome === undefined
        ? stopped!.message
        : outcome.status === "ok"
          ? short
          : describe(outcome);
    return {
      id: test.id,
      points,
      maxPoints: test.points,
      message: points < test.points ? reason : "",
    };
  });
  const points = sumPoints(tests);
  const failed = points < exercise.points;
  const unanswered = answer !== undefined && answer.status !== "ok" ? describe(answer) : undefined;
  const first = unanswered ?? tests.find(({ message }) => message !== "")?.message ?? "";
  return {
    id: exercise.id,
    title: exercise.title,
    points,
    maxPoints: exercise.points,
    status: !failed ? "passed" : stopped === null ? "failed" : (stopped.cause as Status),
    message: failed ? first : "",
    tests,
    seconds: Number(run.seconds.toFixed(1)),
    peakMemoryMB: run.peakMemoryMB,
  };
}
