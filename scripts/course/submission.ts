import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type NotebookCell, parseNotebook, textOf } from "../notebooks/notebook";
import type { Assignment } from "./assignment";
import { nbgraderOf } from "./nbgrader";
import { releaseNotebook } from "./release";

/** What a student handed in for one notebook. */
export interface Submission {
  /** The text of each answer, by its grade_id. */
  readonly answers: ReadonlyMap<string, string>;
  /** What was changed outside the answers, and does not count. */
  readonly notes: readonly string[];
}

function visibleEntries(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .sort();
}

/**
 * The students of a folder of submissions, in order: the names of its folders.
 * @throws Error when the folder is missing, or has no folder in it
 */
export function listStudents(folder: string): string[] {
  const layout = "expected a folder with <student>/<notebook>.ipynb in it";
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`there is no folder ${folder}, ${layout}; give the path of one`);
  const students = visibleEntries(folder).filter((name) =>
    statSync(join(folder, name)).isDirectory(),
  );
  if (students.length > 0) return students;
  const found = visibleEntries(folder).join(", ") || "nothing";
  throw new Error(
    `${folder} holds no folder of a student (but ${found}), ${layout}; make one each`,
  );
}

/** The names, without their ending, of the notebooks that a student handed in. */
export function listSubmitted(folder: string, student: string): string[] {
  return visibleEntries(join(folder, student))
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => name.slice(0, -".ipynb".length));
}

/** The cells of an exercise by grade_id; of several with the same, which copying makes, the last. */
function byId(cells: readonly NotebookCell[]): Map<string, NotebookCell> {
  const named = cells.map((cell) => [nbgraderOf(cell)?.grade_id, cell] as const);
  return new Map(named.filter((entry): entry is [string, NotebookCell] => entry[0] !== undefined));
}

function notesOn(assignment: Assignment, submitted: readonly NotebookCell[]): string[] {
  const released = releaseNotebook(assignment).cells;
  const found = byId(submitted);
  const notes = assignment.exercises.flatMap(({ tests }) =>
    tests.flatMap(({ id, index }) => {
      const cell = found.get(id);
      if (cell === undefined) return [`the test ${id} was deleted; it was put back`];
      const same = textOf(cell.source) === textOf(released[index]!.source);
      return same ? [] : [`the test ${id} was changed; it was put back`];
    }),
  );
  const known = new Set(released.map((cell) => textOf(cell.source)));
  const own = submitted.filter(
    (cell) =>
      cell.cell_type === "code" &&
      nbgraderOf(cell)?.grade_id === undefined &&
      textOf(cell.source).trim() !== "" &&
      !known.has(textOf(cell.source)),
  );
  if (own.length > 0)
    notes.push(
      `${own.length} code cells were added or changed outside the answers; they do not count`,
    );
  return notes;
}

/**
 * Reads what a student handed in.
 * @throws Error when the file is not a notebook
 */
export function readSubmission(file: string, assignment: Assignment): Submission {
  const { cells } = parseNotebook(readFileSync(file, "utf8"), `${assignment.name}.ipynb`);
  const found = byId(cells);
  const answers = assignment.exercises.flatMap(({ id }) => {
    const cell = found.get(id);
    return cell === undefined ? [] : [[id, textOf(cell.source)] as const];
  });
  return { answers: new Map(answers), notes: notesOn(assignment, cells) };
}
