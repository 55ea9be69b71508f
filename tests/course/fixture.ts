import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Assignment, readAssignment } from "../../scripts/course/assignment";
import { nbgraderOf, type NbgraderMetadata } from "../../scripts/course/nbgrader";
import { releaseNotebook } from "../../scripts/course/release";
import {
  type Notebook,
  type NotebookCell,
  parseNotebook,
  serializeNotebook,
} from "../../scripts/notebooks/notebook";

/** The folder with the source notebook that these tests grade. */
export const SOURCES = join(__dirname, "source");
export const NAME = "99-exercises";

/** The source notebook; a copy each time. */
export function readSource(): Notebook {
  const file = join(SOURCES, `${NAME}.ipynb`);
  return parseNotebook(readFileSync(file, "utf8"), file);
}

export function sourceAssignment(): Assignment {
  return readAssignment(readSource(), NAME);
}

/** The student version; a copy each time. */
export function released(): Notebook {
  return structuredClone(releaseNotebook(sourceAssignment()));
}

/** The cell with a grade_id. */
export function cellOf({ cells }: Notebook, id: string): NotebookCell {
  return cells.find((cell) => nbgraderOf(cell)?.grade_id === id)!;
}

/** A notebook with the text of some cells replaced, by grade_id. */
export function withCells(notebook: Notebook, texts: Readonly<Record<string, string>>): Notebook {
  for (const [id, text] of Object.entries(texts)) cellOf(notebook, id).source = text;
  return notebook;
}

/** A code cell, of an exercise when metadata are given. */
export function code(source: string, meta?: Partial<NbgraderMetadata>): NotebookCell {
  const metadata = meta === undefined ? {} : { nbgrader: meta };
  return { cell_type: "code", metadata, source, execution_count: null, outputs: [] };
}

export function text(source: string): NotebookCell {
  return { cell_type: "markdown", metadata: {}, source };
}

const flags = { grade: false, locked: false, schema_version: 3, solution: false, task: false };

export function answerCell(grade_id: string, source = solved("return 1;")): NotebookCell {
  return code(source, { ...flags, solution: true, grade_id });
}

export function testCell(grade_id: string, points: number, source = "one();"): NotebookCell {
  return code(source, { ...flags, grade: true, locked: true, grade_id, points });
}

/** A function whose body is a solution. */
export function solved(body: string): string {
  return `function one() {\n  // BEGIN SOLUTION\n  ${body}\n  // END SOLUTION\n}`;
}

export function notebookOf(...cells: NotebookCell[]): Notebook {
  const kernelspec = { name: "dgm", language: "typescript", display_name: "TypeScript (dgm)" };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

/** Writes a notebook, and the folders that it lies in. */
export function store(notebook: Notebook, ...path: string[]): string {
  const file = join(...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, serializeNotebook(notebook));
  return file;
}
