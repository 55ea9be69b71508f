import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Notebook, parseNotebook } from "../../scripts/notebooks/notebook";
import { describeEnd, type Executed } from "../../scripts/setup/execute";
import { placesOf } from "../../scripts/setup/paths";
import { store } from "./fixture";
import { nbgraderPython } from "./nbgraderVenv";

const ASSIGNMENT = "exercises";

/** Prints the points of each test of each student, from nbgrader's own database. */
const SCORES = `
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    scores = {}
    for submission in book.assignment_submissions("${ASSIGNMENT}"):
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        scores[submission.student.id] = {grade.name: grade.auto_score for grade in grades}
print(json.dumps(scores))
`;

/** What nbgrader made of the source notebook and of what was submitted. */
export interface NbgraderFlow {
  /** Its own student version. */
  readonly released: Notebook;
  /** What `nbgrader validate` prints of the valid submission. */
  readonly validated: string;
  /** Points by student and test. */
  readonly scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

function succeeded(what: string, done: Executed): string {
  if (done.status !== 0) throw new Error(`nbgrader ${what} ${describeEnd(done, 40)}`);
  return done.stdout;
}

/** What nbgrader is given. */
export interface NbgraderInput {
  /** The name of the notebook, without its ending. */
  readonly name: string;
  readonly source: Notebook;
  /** A submission that passes. */
  readonly valid: Notebook;
  /** Those to grade, by student. */
  readonly students: Readonly<Record<string, Notebook>>;
}

/**
 * Takes a source notebook through nbgrader: generate, validate, autograde, with our settings and our kernel.
 *
 * @param course a folder to be made, inside the repository
 */
export async function nbgraderFlow(
  course: string,
  { name, source, valid, students }: NbgraderInput,
): Promise<NbgraderFlow> {
  mkdirSync(course, { recursive: true });
  const settings = join(placesOf().root, "scripts", "course", "nbgrader_config.py");
  copyFileSync(settings, join(course, "nbgrader_config.py"));
  store(source, course, "source", ASSIGNMENT, `${name}.ipynb`);
  const run = async (...args: string[]): Promise<string> =>
    succeeded(args[0]!, await nbgraderPython(["-m", "nbgrader", ...args], course));
  await run("generate_assignment", ASSIGNMENT);
  for (const [student, notebook] of Object.entries(students))
    store(notebook, course, "submitted", student, ASSIGNMENT, `${name}.ipynb`);
  await run("autograde", ASSIGNMENT);
  const read = join(course, "release", ASSIGNMENT, `${name}.ipynb`);
  const scores = succeeded("scores", await nbgraderPython(["-c", SCORES], course));
  return {
    released: parseNotebook(readFileSync(read, "utf8"), read),
    scores: JSON.parse(scores) as NbgraderFlow["scores"],
    validated: await run("validate", store(valid, course, "valid.ipynb")),
  };
}
