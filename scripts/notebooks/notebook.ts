/** Text as notebook files hold it: in one piece, or line by line. */
export type NotebookText = string | readonly string[];

/** One output of a code cell (nbformat 4). */
export interface NotebookOutput {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  /** Of a stream: stdout or stderr. */
  name?: string;
  text?: NotebookText;
  /** Of a display: its content by MIME type. */
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: readonly string[];
}

/** One cell (nbformat 4). */
export interface NotebookCell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  metadata: Record<string, unknown> & { tags?: readonly string[] };
  source: NotebookText;
  execution_count?: number | null;
  outputs?: NotebookOutput[];
}

/** What the project notes in a notebook when its outputs are made. */
export interface OutputRecord {
  /** Digest of the code that made the outputs. */
  codeSha256: string;
  /** Seconds from starting the kernel to the end of the last cell. */
  seconds: number;
  /** Peak memory of the kernel in MB. */
  peakMemoryMB: number;
  /** The machine that these two were measured on. */
  machine: string;
}

/** A notebook file (nbformat 4). */
export interface Notebook {
  cells: NotebookCell[];
  metadata: Record<string, unknown> & {
    kernelspec?: { name?: string; language?: string; display_name?: string };
    dgm?: Partial<OutputRecord>;
  };
  nbformat: number;
  nbformat_minor: number;
}

/** The MIME type of a plotly figure. */
export const PLOTLY = "application/vnd.plotly.v1+json";

/** A text in one piece. */
export function textOf(text: NotebookText | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("");
}

/** The code cells that have code, in order: the ones that a kernel is asked to run. */
export function codeCells(notebook: Notebook): NotebookCell[] {
  return notebook.cells.filter(
    (cell) => cell.cell_type === "code" && textOf(cell.source).trim() !== "",
  );
}

/** Whether a cell is there to show an error. */
export function mayFail(cell: NotebookCell): boolean {
  return cell.metadata.tags?.includes("raises-exception") ?? false;
}

/** The first line of a cell that says something, shortened. */
export function firstLine(cell: NotebookCell): string {
  const lines = textOf(cell.source).split("\n");
  const line = lines.find((text) => text.trim() !== "")?.trim() ?? "";
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/**
 * Reads the text of a notebook file.
 * @throws Error when it is not a notebook of format 4
 */
export function parseNotebook(text: string, name: string): Notebook {
  let parsed: Partial<Notebook> | null;
  try {
    parsed = JSON.parse(text) as Partial<Notebook> | null;
  } catch (error) {
    throw new Error(
      `${name} is not a notebook: ${(error as Error).message}; save it again from JupyterLab.`,
      { cause: error },
    );
  }
  if (parsed?.nbformat !== 4 || !Array.isArray(parsed.cells) || parsed.metadata === undefined) {
    throw new Error(
      `${name} is not a notebook of format 4 (its nbformat is ${JSON.stringify(parsed?.nbformat)}); ` +
        "save it again from JupyterLab.",
    );
  }
  return parsed as Notebook;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

/** The text of a notebook file, laid out as Jupyter does: keys sorted, one space a level, a final newline. */
export function serializeNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sorted(notebook), null, 1)}\n`;
}
