import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { runtimeEnv } from "../setup/environment";
import { placesOf, pythonOf } from "../setup/paths";
import { codeCells, firstLine, type Notebook, parseNotebook } from "./notebook";

/** A code cell that was run. */
export interface CellRun {
  /** Which of the code cells, from 1: the number that JupyterLab shows beside it. */
  readonly number: number;
  readonly line: string;
  readonly seconds: number;
}

/** Why a notebook failed. */
export interface Failure {
  /** The code cell, from 1; undefined when no cell is to blame. */
  readonly number?: number;
  /** The cell's first line. */
  readonly line?: string;
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

/** What came of executing a notebook. */
export interface Execution {
  /** From starting the kernel to its end. */
  readonly seconds: number;
  /** Peak resident memory of the kernel's process tree. */
  readonly peakMemoryMB: number;
  readonly cells: readonly CellRun[];
  readonly failure?: Failure;
  /** The notebook with its outputs, those after a failing cell excepted. */
  readonly notebook: Notebook;
}

export interface ExecuteOptions {
  /** Seconds that a cell may take. @default 600 */
  readonly timeout?: number;
  /** Told of each cell when it has ended. @default nobody */
  readonly onCell?: (cell: CellRun) => void;
}

interface CellEvent {
  readonly event: "cell";
  readonly index: number;
  readonly seconds: number;
}

interface EndEvent {
  readonly event: "end";
  readonly seconds: number;
  readonly peakMemoryMB: number;
  readonly failure: (Omit<Failure, "number" | "line"> & { index: number | null; late: boolean }) | null;
}

/** Says which code cell an index among all cells is. */
function locator(notebook: Notebook): (index: number) => { number: number; line: string } {
  const cells = codeCells(notebook);
  return (index) => {
    const cell = notebook.cells[index]!;
    return { number: cells.indexOf(cell) + 1, line: firstLine(cell) };
  };
}

function failureOf(
  failure: EndEvent["failure"],
  locate: ReturnType<typeof locator>,
): Failure | undefined {
  if (failure === null) return undefined;
  const { index, late, name, message, traceback } = failure;
  const after = late ? "thrown after the last cell had ended: " : "";
  return { ...(index !== null && locate(index)), name, message: after + message, traceback };
}

/** Runs execute.py; resolves to its last event. */
function runProgram(args: readonly string[], onCell: (cell: CellEvent) => void): Promise<EndEvent> {
  const program = join(__dirname, "execute.py");
  // Its stdin stays open for as long as this process lives: the program ends with it.
  const child = spawn(pythonOf(placesOf().venv), [program, ...args], {
    env: { ...runtimeEnv(), PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let end: EndEvent | undefined;
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as CellEvent | EndEvent;
    if (event.event === "end") end = event;
    else onCell(event);
  });
  return new Promise((resolvePromise, reject) => {
    const fail = (reason: string): void =>
      reject(new Error(`the notebook could not be executed: ${reason}\n  Run: npm run doctor`));
    child.on("error", (error) => fail(error.message));
    child.on("close", (status) => {
      if (end !== undefined) resolvePromise(end);
      else fail(`its program ended with status ${status}: ${stderr.trim().split("\n").slice(-5).join("\n")}`);
    });
  });
}

/**
 * Executes a notebook through the course's kernel, in the notebook's folder. The file stays as it is.
 * It stops at the first cell that fails; a cell that was not run counts as failed, and so does one that is tagged
 * raises-exception and raises none.
 *
 * @throws Error when the file is not a notebook, or the kernel's program cannot be started
 */
export async function executeNotebook(
  file: string,
  options: ExecuteOptions = {},
): Promise<Execution> {
  const { timeout = 600, onCell } = options;
  const locate = locator(parseNotebook(readFileSync(file, "utf8"), file));
  const parent = join(placesOf().local, "notebooks");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "run-"));
  try {
    const result = join(folder, "result.ipynb");
    const cells: CellRun[] = [];
    const source = resolve(file);
    const end = await runProgram([source, result, dirname(source), String(timeout)], (event) => {
      const cell = { ...locate(event.index), seconds: event.seconds };
      cells.push(cell);
      onCell?.(cell);
    });
    const failure = failureOf(end.failure, locate);
    const notebook = parseNotebook(readFileSync(result, "utf8"), file);
    const { seconds, peakMemoryMB } = end;
    return { seconds, peakMemoryMB, cells, ...(failure && { failure }), notebook };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
