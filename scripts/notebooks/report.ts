import { basename } from "node:path";
import type { CellRun, Execution, Failure } from "./execute";

/** A notebook that was executed, and the size of its file. */
export interface Row extends Pick<Execution, "seconds" | "peakMemoryMB" | "cells"> {
  readonly file: string;
  readonly bytes: number;
  readonly passed: boolean;
}

const HEADINGS = ["notebook", "", "seconds", "memory MB", "file MB", "slowest cell"];
/** Columns that hold numbers. */
const NUMBERS = [2, 3, 4];

function slowest(cells: readonly CellRun[]): string {
  const [first, ...rest] = cells;
  if (first === undefined) return "";
  const cell = rest.reduce((a, b) => (b.seconds > a.seconds ? b : a), first);
  return `${cell.seconds.toFixed(1)} s, [${cell.number}] ${cell.line}`;
}

/** The table of what was executed: time, peak memory, slowest cell and size of each notebook. */
export function reportTable(rows: readonly Row[]): string {
  const cells = rows.map(({ file, passed, seconds, peakMemoryMB, bytes, cells: runs }) => [
    basename(file, ".ipynb"),
    passed ? "ok" : "FAILED",
    seconds.toFixed(1),
    String(Math.round(peakMemoryMB)),
    (bytes / 1e6).toFixed(2),
    slowest(runs),
  ]);
  const table = [HEADINGS, ...cells];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const pad = (text: string, column: number): string =>
    NUMBERS.includes(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return table.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** A failure in words: the notebook, the cell with its first line, and what it raised. */
export function describeFailure(file: string, failure: Failure): string {
  const { number, line, name, message, traceback } = failure;
  const cell = number === undefined ? "" : `, code cell ${number} (${line})`;
  const head = `${basename(file)}${cell}: ${name}: ${message}`;
  // The first line of the trace says what the head has said.
  const trace = traceback
    .flatMap((entry) => entry.split("\n"))
    .slice(1).map((text) => `    ${text}`);
  return [head, ...trace].join("\n").trimEnd();
}
