import { readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Assignment, hasExercises, readAssignment } from "./course/assignment";
import { csvOf } from "./course/csv";
import { gradeFolder, type GradeReport } from "./course/gradeFolder";
import { htmlOf } from "./course/html";
import { releaseNotebook } from "./course/release";
import { DEFAULT_LIMITS } from "./course/runPlan";
import { parseNotebook, serializeNotebook } from "./notebooks/notebook";
import { listNotebooks, selectNotebooks } from "./notebooks/select";
import { writeAtomically } from "./setup/files";
import { notebookFolder } from "./setup/jupyter";
import { placesOf } from "./setup/paths";

const USAGE = `usage: npm run course -- release [names] [--out folder]
  Writes the student version of the notebooks that have exercises (all, or the named: 03, 03-reverse-posterior).
  --out      where to (release/)
usage: npm run course -- grade <folder> [--out folder] [--timeout seconds] [--memory MB] [--jobs N]
  Runs the exercises of <folder>/<student>/<notebook>.ipynb and writes scores.csv, scores.json and scores.html.
  --out      where to (grades/)
  --timeout  seconds that an answer with its tests may take (${DEFAULT_LIMITS.seconds})
  --memory   MB of memory that its kernel may take (${DEFAULT_LIMITS.memoryMB})
  --jobs     exercises of a submission that are run at once (1); no more than the machine has cores
of both:
  --source   the folder of the source notebooks (notebooks/)`;

interface Options {
  readonly command: "release" | "grade";
  readonly operands: readonly string[];
  readonly source: string;
  readonly out: string;
  readonly limits: typeof DEFAULT_LIMITS;
  readonly jobs: number;
}

function wholeNumber(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`${flag} is ${text}, expected a whole number from 1`);
}

function readOptions(args: string[]): Options {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: text, source: text, timeout: text, memory: text, jobs: text },
  });
  const [command, ...operands] = positionals;
  if (command !== "release" && command !== "grade")
    throw new Error(`the command is ${JSON.stringify(command ?? "")}, expected release or grade`);
  if (command === "grade" && operands.length !== 1)
    throw new Error(`grade was given ${operands.length} folders, expected one: of submissions`);
  if (command === "release" && (values.timeout ?? values.memory ?? values.jobs) !== undefined)
    throw new Error("--timeout, --memory and --jobs belong to grade; release runs nothing");
  const places = placesOf();
  return {
    command,
    operands,
    source: resolve(values.source ?? notebookFolder(places)),
    out: resolve(values.out ?? join(places.root, command === "release" ? "release" : "grades")),
    limits: {
      seconds: wholeNumber("--timeout", values.timeout, DEFAULT_LIMITS.seconds),
      memoryMB: wholeNumber("--memory", values.memory, DEFAULT_LIMITS.memoryMB),
    },
    jobs: wholeNumber("--jobs", values.jobs, 1),
  };
}

/** The exercises of some source notebooks, those without any left out. */
function readAssignments(files: readonly string[]): Assignment[] {
  return files.flatMap((file) => {
    const name = basename(file, ".ipynb");
    const notebook = parseNotebook(readFileSync(file, "utf8"), file);
    return hasExercises(notebook) ? [readAssignment(notebook, name)] : [];
  });
}

function noExercises(where: string): Error {
  return new Error(
    `${where} without exercises, expected cells with nbgrader's metadata; docs/course.md says how to write them`,
  );
}

/** How a path is shown: relative where it lies below the current folder. */
function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below === "" || below.startsWith("..") ? path : below;
}

function release({ operands, source, out }: Options): number {
  const files = selectNotebooks(operands, source);
  const assignments = readAssignments(files);
  const found = assignments.map(({ name }) => name);
  const without = files
    .map((file) => basename(file, ".ipynb"))
    .filter((name) => !found.includes(name));
  if (operands.length > 0 && without.length > 0)
    throw noExercises(`${without.join(", ")}: a notebook`);
  if (assignments.length === 0) throw noExercises(`${shown(source)}: notebooks`);
  if (out === source) throw new Error("--out is the folder of the source notebooks; give another");
  for (const assignment of assignments) {
    const file = join(out, `${assignment.name}.ipynb`);
    writeAtomically(file, serializeNotebook(releaseNotebook(assignment)));
    const points = assignment.exercises.reduce((sum, exercise) => sum + exercise.points, 0);
    console.log(`${shown(file)}: ${assignment.exercises.length} exercises, ${points} points`);
  }
  return 0;
}

function writeReport(report: GradeReport, out: string): void {
  writeAtomically(join(out, "scores.csv"), csvOf(report));
  writeAtomically(join(out, "scores.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeAtomically(join(out, "scores.html"), htmlOf(report));
  console.log(`\n${shown(out)}: scores.csv, scores.json and scores.html`);
}

async function grade({ operands, source, out, limits, jobs }: Options): Promise<number> {
  const assignments = readAssignments(listNotebooks(source));
  if (assignments.length === 0) throw noExercises(`${shown(source)}: notebooks`);
  const report = await gradeFolder(resolve(operands[0]!), {
    assignments,
    sources: source,
    limits,
    jobs,
    onScore: ({ student, notebook, points, maxPoints }) =>
      console.log(`${student}  ${notebook}  ${points} of ${maxPoints} points`),
  });
  for (const problem of report.problems) console.error(problem);
  writeReport(report, out);
  return report.problems.length === 0 ? 0 : 1;
}

/**
 * npm run course: makes the students' notebooks of the exercises, and grades what they hand in.
 *
 * @returns 1 when something could not be graded, 2 when the arguments or a source notebook make no sense
 */
export async function main(args: string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(args);
    return options.command === "release" ? release(options) : await grade(options);
  } catch (error) {
    console.error(
      `course: ${(error as Error).message}${options === undefined ? `\n${USAGE}` : ""}`,
    );
    return 2;
  }
}
