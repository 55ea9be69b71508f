import { mayFail, type NotebookCell, textOf } from "../notebooks/notebook";
import type { Assignment, Exercise } from "./assignment";

/** Cells with this tag are not run when exercises are graded: long computations that no exercise needs. */
export const SKIP_TAG = "skip-grading";

/**
 * A cell that is run to grade an exercise:
 * - `setup`: the notebook's own, or the solution of an earlier exercise; must not fail
 * - `answer`: the student's
 * - `between`: the notebook's own between answer and tests; may fail
 * - `test`: what is graded
 */
export interface PlannedCell {
  readonly role: "setup" | "answer" | "between" | "test";
  readonly code: string;
  /** Which of the notebook's cells it is, from 0. */
  readonly place: number;
  /** Of a setup cell: whether it is there to show an error. */
  readonly mayFail: boolean;
}

/**
 * The cells to run for one exercise, all of them from the source notebook, the student's answer excepted: what comes
 * before it, with the solutions of the earlier exercises in place of the student's and without their tests, then the
 * answer, then its tests with their hidden parts. So nothing that a student does to other cells counts, and no
 * exercise depends on how another was answered.
 */
export function planExercise(
  { notebook, exercises }: Assignment,
  exercise: Exercise,
  answer: string,
): PlannedCell[] {
  const own = new Set(exercise.tests.map(({ index }) => index));
  const foreign = new Set(
    exercises
      .flatMap(({ tests }) => tests.map(({ index }) => index))
      .filter((index) => !own.has(index)),
  );
  const end = Math.max(...own) + 1;
  const isRun = (cell: NotebookCell, index: number): boolean =>
    cell.cell_type === "code" &&
    textOf(cell.source).trim() !== "" &&
    !foreign.has(index) &&
    !cell.metadata.tags?.includes(SKIP_TAG);
  const roleOf = (index: number): PlannedCell["role"] => {
    if (index < exercise.index) return "setup";
    if (index === exercise.index) return "answer";
    return own.has(index) ? "test" : "between";
  };
  return notebook.cells.slice(0, end).flatMap((cell, index) => {
    const role = roleOf(index);
    if (role !== "answer" && !isRun(cell, index)) return [];
    const code = role === "answer" ? answer : textOf(cell.source);
    return [{ role, code, place: index, mayFail: mayFail(cell) }];
  });
}
