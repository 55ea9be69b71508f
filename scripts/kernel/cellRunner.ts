import { setTimeout as sleep } from "node:timers/promises";
import type { CellPositions } from "./cellPositions";
import {
  describeDiagnostics,
  describeThrown,
  explainSyntax,
  readDiagnostic,
  type Diagnostic,
  type Failure,
} from "./failure";
import { Interrupted, isBrokenOff, type Interrupts } from "./interrupt";
import type { LibraryReload } from "./libraryReload";
import type { CellOutput } from "./output";
import type { Executor, Reporter } from "./tslab";

/** A cell that is told to stop gets this long, in milliseconds, to stop by itself. */
const GRACE = 700;

/** The cell that is running. */
interface RunningCell {
  readonly code: string;
  readonly count: number;
  readonly output: CellOutput;
  readonly diagnostics: Diagnostic[];
  failure: Failure | undefined;
  stopping: boolean;
}

interface Parts {
  readonly createExecutor: (reporter: Reporter) => Executor;
  readonly positions: CellPositions;
  readonly library: LibraryReload;
  readonly interrupts: Interrupts;
}

/** Runs cells, one at a time, and tells how each of them ended. */
export class CellRunner {
  readonly executor: Executor;
  readonly #parts: Parts;
  #cell: RunningCell | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.executor = parts.createExecutor({
      log: (value) => this.#cell?.output.result(value, this.#cell.count),
      error: (...args) => this.#report(args),
    });
  }

  /** True while a cell runs. */
  get running(): boolean {
    return this.#cell !== undefined;
  }

  /** Runs a cell; resolves to what it failed with, or to undefined when it succeeded. */
  async run(code: string, count: number, output: CellOutput): Promise<Failure | undefined> {
    const cell: RunningCell = {
      code,
      count,
      output,
      diagnostics: [],
      failure: undefined,
      stopping: false,
    };
    this.#cell = cell;
    this.#parts.positions.begin(count);
    this.#parts.library.refresh();
    try {
      const ok = await this.#compileAndRun(cell);
      if (!ok) cell.failure ??= failureOf(cell);
    } catch (error) {
      cell.failure ??= describeThrown(error);
    } finally {
      this.#cell = undefined;
    }
    return cell.failure;
  }

  async #compileAndRun(cell: RunningCell): Promise<boolean> {
    const done = await this.executor.compile(cell.code);
    await turns(); // an interrupt that came meanwhile is noticed here
    if (done !== undefined) return done;
    if (cell.stopping) throw new Interrupted();
    const ok = await this.executor.execute(cell.code);
    await turns(); // a forgotten rejection shows only now
    return ok;
  }

  /** Asks the running cell to stop, and stops waiting for it when it doesn't. */
  interrupt(): void {
    this.#stop(new Interrupted());
  }

  /** Fails the running cell with an error that nothing in it has caught. */
  fail(error: unknown): void {
    if (this.#cell === undefined) return;
    this.#cell.failure ??= describeThrown(error);
    this.#stop(new Interrupted());
  }

  #stop(reason: Error): void {
    const cell = this.#cell;
    if (cell === undefined) return;
    this.#parts.interrupts.abort(reason);
    if (cell.stopping) return;
    cell.stopping = true;
    void sleep(GRACE, undefined, { ref: false }).then(() => {
      if (this.#cell !== cell) return;
      cell.failure ??= describeThrown(reason);
      this.executor.interrupt();
    });
  }

  #report(args: readonly unknown[]): void {
    const cell = this.#cell;
    if (cell === undefined) return;
    const diagnostic = readDiagnostic(args);
    if (diagnostic !== undefined) cell.diagnostics.push(diagnostic);
    else cell.failure ??= thrownBy(cell, args[0]);
  }
}

/** Lets the event loop look for interrupts and turn once more. */
async function turns(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise(setImmediate);
}

function thrownBy(cell: RunningCell, thrown: unknown): Failure {
  if (isBrokenOff(thrown)) return describeThrown(new Interrupted());
  return explainSyntax(cell.code, describeThrown(thrown));
}

function failureOf(cell: RunningCell): Failure {
  if (cell.diagnostics.length > 0) return describeDiagnostics(cell.code, cell.diagnostics);
  return describeThrown(new Error("the cell failed without saying why"));
}
