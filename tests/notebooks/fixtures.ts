import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeSha256 } from "../../scripts/notebooks/codeHash";
import {
  codeCells,
  type Notebook,
  type NotebookCell,
  type NotebookOutput,
  serializeNotebook,
} from "../../scripts/notebooks/notebook";
import { placesOf } from "../../scripts/setup/paths";

/** A code cell, and what it would be stored with. */
export interface CellSpec {
  readonly code: string;
  readonly outputs?: readonly NotebookOutput[];
  readonly tags?: readonly string[];
}

/** What a cell prints. */
export function printed(text: string): NotebookOutput {
  return { output_type: "stream", name: "stdout", text };
}

function codeCell(spec: CellSpec | string, index: number): NotebookCell {
  const { code, outputs = [], tags }: CellSpec = typeof spec === "string" ? { code: spec } : spec;
  return {
    cell_type: "code",
    id: `cell-${index}`,
    metadata: tags ? { tags } : {},
    source: code,
    execution_count: null,
    outputs: [...outputs],
  };
}

/** A notebook that was never run. */
export function freshNotebook(cells: readonly (CellSpec | string)[]): Notebook {
  return {
    cells: [
      { cell_type: "markdown", id: "title", metadata: {}, source: "# A notebook" },
      ...cells.map(codeCell),
    ],
    metadata: {
      kernelspec: { name: "dgm", language: "typescript", display_name: "TypeScript (dgm)" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** A notebook as it would be after its cells were run: numbered, and with the record of its code. */
export function storedNotebook(cells: readonly (CellSpec | string)[]): Notebook {
  const notebook = freshNotebook(cells);
  codeCells(notebook).forEach((cell, index) => (cell.execution_count = index + 1));
  const measured = { seconds: 1, peakMemoryMB: 100, machine: "a machine" };
  notebook.metadata.dgm = { codeSha256: codeSha256(notebook), ...measured };
  return notebook;
}

/** Runs `use` with the paths of notebooks in a folder of their own inside the repository. */
export async function withNotebooks<T>(
  notebooks: Readonly<Record<string, Notebook>>,
  use: (path: (name: string) => string) => Promise<T>,
): Promise<T> {
  const parent = join(placesOf().local, "notebooks");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "test-"));
  const path = (name: string): string => join(folder, `${name}.ipynb`);
  for (const [name, notebook] of Object.entries(notebooks))
    writeFileSync(path(name), serializeNotebook(notebook));
  try {
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
