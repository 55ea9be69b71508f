import { withoutFolder } from "./absolutePaths";
import { codeCells, type Notebook, type NotebookCell, type NotebookOutput, textOf } from "./notebook";

/** Text as a terminal would leave it: what a carriage return goes back over is gone. */
function afterReturns(text: string): string {
  return text.replace(/\r+\n/g, "\n").replace(/^.*\r(?!\n)/gm, "");
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** One stream output where the kernel sent several in a row: how it cut them is a matter of timing. */
function joinStreams(outputs: readonly NotebookOutput[]): NotebookOutput[] {
  const joined: NotebookOutput[] = [];
  for (const output of outputs) {
    const last = joined[joined.length - 1];
    const follows = output.output_type === "stream" && last?.output_type === "stream";
    if (follows && last.name === output.name)
      last.text = lines(textOf(last.text) + textOf(output.text));
    else joined.push({ ...output });
  }
  return joined.map((output) =>
    output.output_type === "stream"
      ? { ...output, text: lines(afterReturns(textOf(output.text))) }
      : output,
  );
}

function cleanCell(cell: NotebookCell, root: string): NotebookCell {
  const metadata = { ...cell.metadata };
  delete metadata["execution"];
  if (cell.cell_type !== "code") return { ...cell, metadata };
  const outputs = joinStreams(cell.outputs ?? []).map((output) => withoutFolder(output, root));
  return { ...cell, metadata, outputs, execution_count: null };
}

/**
 * The notebook as it is stored: no timing of single cells, streams in one piece, cells numbered in order, and
 * no path of this machine. Two runs with the same results give the same file.
 *
 * @param root the repository's folder; paths below it become relative to it
 */
export function cleanNotebook(notebook: Notebook, root: string): Notebook {
  const cells = notebook.cells.map((cell) => cleanCell(cell, root));
  const cleaned = { ...notebook, cells };
  codeCells(cleaned).forEach((cell, index) => {
    cell.execution_count = index + 1;
    for (const output of cell.outputs ?? [])
      if (output.output_type === "execute_result") output.execution_count = index + 1;
  });
  return cleaned;
}

/** The notebook as its author wrote it: nothing that comes from running it. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}
