import { availableParallelism, cpus } from "node:os";
import { costText, type RecordedCost } from "dgm/notebook";
import { cleanNotebook } from "./clean";
import { codeSha256 } from "./codeHash";
import type { Execution } from "./execute";
import {
  codeCells,
  firstLine,
  type Notebook,
  type NotebookText,
  type OutputRecord,
  serializeNotebook,
  textOf,
} from "./notebook";
import { MAX_BYTES } from "./problems";
import { addStaticImages, type Draw } from "./staticImages";

/** The outputs that take the most space, as lines of text. */
function biggestOutputs(notebook: Notebook, count = 3): string[] {
  const sizes = codeCells(notebook).flatMap((cell, index) =>
    (cell.outputs ?? []).map((output) => ({
      bytes: Buffer.byteLength(JSON.stringify(output)),
      where: `code cell ${index + 1} (${firstLine(cell)})`,
      what: Object.keys(output.data ?? {}).join(", ") || output.output_type,
    })),
  );
  sizes.sort((a, b) => b.bytes - a.bytes);
  return sizes
    .slice(0, count)
    .map(({ bytes, where, what }) => `  ${(bytes / 1e6).toFixed(2)} MB  ${where}: ${what}`);
}

/** What times and memory were measured on. */
function machine(): string {
  const model = cpus()[0]?.model.trim() || "an unknown processor";
  return `${availableParallelism()} cores of ${model}`;
}

/** Lets a notebook that shows what its last run cost show what this one did. */
function updateCost(notebook: Notebook, before: RecordedCost, after: RecordedCost): void {
  const shown = costText(before);
  for (const { data = {} } of codeCells(notebook).flatMap((cell) => cell.outputs ?? []))
    for (const mime of ["text/markdown", "text/plain"])
      if (data[mime] !== undefined && textOf(data[mime] as NotebookText) === shown)
        data[mime] = [costText(after)];
}

/**
 * The text of the file to store after a notebook was executed: cleaned, with a static picture for each figure, and
 * with the record of the code that made its outputs.
 *
 * @param root the repository's folder, which no output may name
 * @param draw draws the static pictures. @default toPng of dgm/plot
 * @throws Error when it is over 3 MB, naming the biggest outputs, or a figure cannot be drawn
 */
export async function finishedText(
  execution: Pick<Execution, "notebook" | "seconds" | "peakMemoryMB">,
  root: string,
  draw?: Draw,
): Promise<string> {
  const notebook = cleanNotebook(execution.notebook, root);
  await addStaticImages(notebook, draw);
  const record: OutputRecord = {
    codeSha256: codeSha256(notebook),
    seconds: Number(execution.seconds.toFixed(1)),
    peakMemoryMB: Math.round(execution.peakMemoryMB),
    machine: machine(),
  };
  updateCost(notebook, notebook.metadata.dgm ?? {}, record);
  notebook.metadata = { ...notebook.metadata, dgm: record };
  const text = serializeNotebook(notebook);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_BYTES) return text;
  throw new Error(
    `the notebook would take ${(bytes / 1e6).toFixed(1)} MB, more than the ${MAX_BYTES / 1e6} MB that viewers take; ` +
      `show less in its biggest outputs:\n${biggestOutputs(notebook).join("\n")}`,
  );
}
