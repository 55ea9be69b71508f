import type { Figures, StudySettings } from "dgm/notebook";

/** What a row is given. */
export interface RowContext {
  /** Says what is being done, in one line. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C: a long row saves its state and throws an InterruptedError, as `train` does; a short one ends. */
  readonly signal: AbortSignal;
}

/** One row of a measured table. */
export interface StudyRow {
  readonly name: string;
  /** Choices that only this row's figures depend on. @default none */
  readonly settings?: StudySettings;
  /** Files that the row writes: while one is missing, the row counts as not measured. @default none */
  readonly outputs?: readonly string[];
  run(context: RowContext): Promise<Figures>;
}

/** A table whose rows take long to measure: `npm run study -- <name>` writes it to data/studies/<name>.json. */
export interface Study {
  readonly name: string;
  /** A sentence for the file. */
  readonly description: string;
  /**
   * All choices that every row depends on: data, checksums of weights, counts, seeds, and a version that is raised when
   * the code changes what is measured. A row measured with others is stale.
   */
  settings(): Promise<StudySettings>;
  /** In the order of the table. A row may rely on the outputs of those before it. */
  readonly rows: readonly StudyRow[];
}
