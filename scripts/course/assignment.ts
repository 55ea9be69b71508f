import {
  codeCells,
  firstLine,
  type Notebook,
  type NotebookCell,
  textOf,
} from "../notebooks/notebook";
import { hasMarker, type Region, STUB, withoutRegions } from "./markers";
import { kindOf, metadataProblem, nbgraderOf, type NbgraderMetadata } from "./nbgrader";

/** A cell that grades an exercise: worth its points when it runs without an error. */
export interface TestCell {
  /** Its grade_id. */
  readonly id: string;
  /** Which of the notebook's cells, from 0. */
  readonly index: number;
  readonly points: number;
}

/** A cell for the student's answer, and the tests that follow it, up to the next answer. */
export interface Exercise {
  /** The grade_id of the answer. */
  readonly id: string;
  /** The heading before the answer, or the id where there is none. */
  readonly title: string;
  /** Which of the notebook's cells the answer is, from 0. */
  readonly index: number;
  readonly tests: readonly TestCell[];
  /** What its tests are worth together. */
  readonly points: number;
}

/** A source notebook with its exercises. */
export interface Assignment {
  /** The notebook's file name, without its ending. */
  readonly name: string;
  readonly notebook: Notebook;
  readonly exercises: readonly Exercise[];
}

/** Whether a notebook has exercises. */
export function hasExercises(notebook: Notebook): boolean {
  return notebook.cells.some((cell) => {
    const meta = nbgraderOf(cell);
    return meta !== undefined && kindOf(meta) !== undefined;
  });
}

/** Names a cell as `npm run notebooks` does, by its number among the code cells. */
export function cellPlace(notebook: Notebook, cell: NotebookCell): string {
  const number = codeCells(notebook).indexOf(cell) + 1;
  if (number > 0) return `code cell ${number} (${firstLine(cell)})`;
  return `${cell.cell_type} cell at place ${notebook.cells.indexOf(cell) + 1} (${firstLine(cell)})`;
}

/** Which cells may hold which markers. */
const HOME: Readonly<Record<Region, "answer" | "test">> = {
  SOLUTION: "answer",
  "HIDDEN TESTS": "test",
};

/** Balances the markers of a cell, and that they are where they belong. @throws Error that names the line */
function checkMarkers(cell: NotebookCell, kind: string | undefined): void {
  const source = textOf(cell.source);
  for (const region of Object.keys(HOME) as Region[]) {
    if (!hasMarker(source, region)) {
      if (region === "SOLUTION" && kind === "answer")
        throw new Error(
          "it is an answer without `// BEGIN SOLUTION` and `// END SOLUTION`; add them",
        );
      continue;
    }
    const home = HOME[region];
    if (kind !== home)
      throw new Error(
        `it has \`BEGIN ${region}\` or \`END ${region}\`, which belong into a cell whose nbgrader ` +
          `metadata make it ${home === "answer" ? 'an answer ("solution")' : 'a test ("grade")'}; ` +
          "set the metadata, or move the lines",
      );
    withoutRegions(source, region, STUB);
  }
}

/** The metadata of each cell that is part of an exercise. @throws Error for the first that is wrong */
function readCells(notebook: Notebook): Map<NotebookCell, NbgraderMetadata> {
  const cells = new Map<NotebookCell, NbgraderMetadata>();
  const owners = new Map<string, string>();
  for (const cell of notebook.cells) {
    const place = cellPlace(notebook, cell);
    const meta = nbgraderOf(cell);
    const kind = meta && kindOf(meta);
    try {
      const problem = meta && kind && metadataProblem(cell, meta);
      if (problem) throw new Error(problem);
      checkMarkers(cell, kind);
    } catch (error) {
      throw new Error(`${place}: ${(error as Error).message}.`, { cause: error });
    }
    if (meta === undefined || kind === undefined) continue;
    const known = meta as NbgraderMetadata;
    const owner = owners.get(known.grade_id);
    if (owner !== undefined)
      throw new Error(
        `${place}: its grade_id "${known.grade_id}" is that of ${owner} as well, expected one of its ` +
          "own; rename one of them.",
      );
    owners.set(known.grade_id, place);
    cells.set(cell, known);
  }
  return cells;
}

/** The last heading of some cells, without its marks. */
function headingOf(cells: readonly NotebookCell[]): string | undefined {
  const texts = cells.filter((cell) => cell.cell_type === "markdown");
  const headings = texts.flatMap((cell) => textOf(cell.source).match(/^#+ .*$/gm) ?? []);
  return headings.at(-1)?.replace(/^#+ /, "").trim();
}

/** The points that the text before an answer promises: "(3 points)"; undefined when it is silent. */
function statedPoints(cells: readonly NotebookCell[]): number | undefined {
  const texts = cells.filter((cell) => cell.cell_type === "markdown");
  const stated = texts.flatMap((cell) => [
    ...textOf(cell.source).matchAll(/\((\d+(?:\.\d+)?) points?\)/g),
  ]);
  const last = stated.at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
}

function finishExercise(
  notebook: Notebook,
  start: number,
  answer: number,
  tests: readonly TestCell[],
): Exercise {
  const cell = notebook.cells[answer]!;
  const id = nbgraderOf(cell)!.grade_id!;
  const place = `${cellPlace(notebook, cell)}, exercise ${id}`;
  const points = Number(tests.reduce((sum, test) => sum + test.points, 0).toFixed(2));
  if (points === 0)
    throw new Error(
      `${place}: the ${tests.length} tests after it are worth 0 points, expected more; add a test ` +
        'cell ("grade": true, "points": 1) before the next answer.',
    );
  const before = notebook.cells.slice(start, answer);
  const stated = statedPoints(before);
  if (stated !== undefined && stated !== points)
    throw new Error(
      `${place}: the text before it says (${stated} points), but its tests add up to ${points} ` +
        `(${tests.map((test) => `${test.id}: ${test.points}`).join(", ")}); correct one of them.`,
    );
  return { id, title: headingOf(before) ?? id, index: answer, tests, points };
}

function readExercises(notebook: Notebook): Exercise[] {
  const metadata = readCells(notebook);
  const exercises: Exercise[] = [];
  let [start, answer, tests] = [0, undefined as number | undefined, [] as TestCell[]];
  const finish = (end: number): void => {
    if (answer !== undefined) exercises.push(finishExercise(notebook, start, answer, tests));
    start = answer === undefined ? 0 : Math.max(answer, tests.at(-1)?.index ?? 0) + 1;
    [answer, tests] = [end, []];
  };
  for (const [index, cell] of notebook.cells.entries()) {
    const meta = metadata.get(cell);
    const kind = meta && kindOf(meta);
    if (kind === "answer") finish(index);
    if (meta === undefined || kind !== "test") continue;
    if (answer === undefined)
      throw new Error(
        `${cellPlace(notebook, cell)}: the test ${meta.grade_id} comes before any answer, expected ` +
          "after the one that it grades; move it.",
      );
    tests.push({ id: meta.grade_id, index, points: meta.points! });
  }
  finish(notebook.cells.length);
  return exercises;
}

/**
 * Reads the exercises of a source notebook.
 *
 * @param name the notebook's name in messages, without its ending
 * @throws Error naming notebook, cell and line: markers out of balance or in the wrong cell, a grade_id that is
 * missing or used twice, tests without an answer or an answer without tests, points that do not add up to what the
 * text promises
 */
export function readAssignment(notebook: Notebook, name: string): Assignment {
  try {
    return { name, notebook, exercises: readExercises(notebook) };
  } catch (error) {
    throw new Error(`${name}.ipynb, ${(error as Error).message}`, { cause: error });
  }
}
