import { createHash } from "node:crypto";
import { type NotebookCell, textOf } from "../notebooks/notebook";

/** The version of nbgrader's cell metadata that is read and written here. */
export const SCHEMA_VERSION = 3;

/** nbgrader's metadata of a cell, as its own "Create Assignment" writes it. */
export interface NbgraderMetadata {
  /** Unique in the notebook. */
  readonly grade_id: string;
  /** Whether running the cell earns points: an autograder test. */
  readonly grade: boolean;
  /** Whether students write in it: an answer. */
  readonly solution: boolean;
  /** Whether it is put back from the source when it is graded. */
  readonly locked: boolean;
  /** What the cell is worth; of a test only. */
  readonly points?: number;
  readonly task?: boolean;
  readonly schema_version: number;
  readonly cell_type?: string;
  /** Digest of the cell as it was released. */
  readonly checksum?: string;
}

/** A cell's nbgrader metadata, unchecked; undefined when it has none. */
export function nbgraderOf(cell: NotebookCell): Partial<NbgraderMetadata> | undefined {
  return cell.metadata["nbgrader"] as Partial<NbgraderMetadata> | undefined;
}

/** What a cell is in an assignment. */
export type CellKind = "answer" | "test" | "read-only";

/** What nbgrader's metadata make a cell; undefined for one that is no part of an exercise. */
export function kindOf({
  grade,
  solution,
  locked,
}: Partial<NbgraderMetadata>): CellKind | undefined {
  if (solution) return "answer";
  if (grade) return "test";
  return locked ? "read-only" : undefined;
}

const FLAGS = ["grade", "solution", "locked"] as const;

function pointsProblem(points: unknown): string | undefined {
  const expected = "expected a number from 0 to 1000 with at most two decimals";
  const fine =
    typeof points === "number" &&
    points >= 0 &&
    points <= 1000 &&
    Math.abs(points * 100 - Math.round(points * 100)) < 1e-9;
  return fine ? undefined : `its points are ${JSON.stringify(points)}, ${expected}`;
}

/**
 * What is wrong with the metadata of a cell, with what to do; undefined when nothing is.
 * Kinds that are graded by hand count as wrong: there is no test that could grade them.
 */
export function metadataProblem(
  cell: NotebookCell,
  meta: Partial<NbgraderMetadata>,
): string | undefined {
  const id: unknown = meta.grade_id;
  if (typeof id !== "string" || !/^[\w-]+$/.test(id))
    return `its grade_id is ${JSON.stringify(id)}, expected letters, digits, - and _; give it one`;
  const flag = FLAGS.find((name) => typeof meta[name] !== "boolean");
  if (flag)
    return `${id}: its "${flag}" is ${JSON.stringify(meta[flag])}, expected true or false; set it`;
  if (meta.schema_version !== SCHEMA_VERSION)
    return (
      `${id}: its schema_version is ${JSON.stringify(meta.schema_version)}, expected ` +
      `${SCHEMA_VERSION}; set it, or run nbgrader's own "nbgrader update"`
    );
  const kind = kindOf(meta);
  if (
    meta.task ||
    (meta.grade && meta.solution) ||
    (kind !== "read-only" && cell.cell_type !== "code")
  )
    return (
      `${id}: it would be graded by hand, and only tests grade here; make it a code cell that is ` +
      'either an answer ("solution") or a test ("grade"), and no task'
    );
  const points = kind === "test" ? pointsProblem(meta.points) : undefined;
  return points && `${id}: ${points}`;
}

/** A truth value, and a number, as Python writes them. */
const python = {
  bool: (value: boolean): string => (value ? "True" : "False"),
  float: (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value)),
};

/** nbgrader's checksum of a cell: over its text, its kind, its name and its points. */
export function checksum(cell: NotebookCell, meta: NbgraderMetadata): string {
  const kind = kindOf(meta);
  const parts = [
    textOf(cell.source),
    cell.cell_type,
    python.bool(meta.grade),
    python.bool(meta.solution),
    python.bool(kind === "test" || kind === "read-only"),
    meta.grade_id,
    ...(meta.grade ? [python.float(meta.points ?? 0)] : []),
  ];
  return createHash("md5").update(parts.join("")).digest("hex");
}
