import type { Assignment, Exercise } from "../../scripts/course/assignment";
import { planExercise, type PlannedCell } from "../../scripts/course/plan";
import { textOf } from "../../scripts/notebooks/notebook";

/** What the source's own answers are called. */
export const REFERENCE = "reference";

/** One answer with its tests, in a run that it shares with others. */
export interface Attempt {
  readonly exercise: Exercise;
  /** What the answer is called; the same in all exercises of a notebook. */
  readonly label: string;
  /** What would be run if it had a kernel of its own. */
  readonly own: readonly PlannedCell[];
  /** The answer and what follows it, among `own`. */
  readonly cells: readonly PlannedCell[];
  /** Where they begin among the cells of the shared run. */
  readonly start: number;
}

/** Several answers to each exercise of a notebook, on one kernel. */
export interface SharedPlan {
  readonly assignment: Assignment;
  readonly cells: readonly PlannedCell[];
  readonly attempts: readonly Attempt[];
}

/** The answers to each exercise, by its grade_id and by what they are called. */
export type Answers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The cells of a notebook in order, on one kernel, where grading takes a kernel for each answer to each exercise. At
 * each exercise come the answers, each with the exercise's tests, and last the reference solution with them: it passes
 * only if no answer has changed more than its own functions, and the later exercises build on it.
 */
export function planShared(assignment: Assignment, answers: Answers): SharedPlan {
  const cells: PlannedCell[] = [];
  const attempts: Attempt[] = [];
  for (const exercise of assignment.exercises) {
    const reference = textOf(assignment.notebook.cells[exercise.index]!.source);
    const reached = cells.at(-1)?.place ?? -1;
    const setup = planExercise(assignment, exercise, reference).filter(
      ({ role, place }) => role === "setup" && place > reached,
    );
    cells.push(...setup);
    const tried = { ...answers[exercise.id], [REFERENCE]: reference };
    for (const [label, answer] of Object.entries(tried)) {
      const own = planExercise(assignment, exercise, answer);
      const tail = own.slice(own.findIndex(({ role }) => role === "answer"));
      attempts.push({ exercise, label, own, cells: tail, start: cells.length });
      cells.push(...tail);
    }
  }
  return { assignment, cells, attempts };
}
