import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runtimeEnv } from "../setup/environment";
import { placesOf, pythonOf } from "../setup/paths";
import type { PlannedCell } from "./plan";

/** How much an answer may take. */
export interface Limits {
  /** For an answer and its tests together. @default 60 */
  readonly seconds: number;
  /** Resident memory of the kernel with its child processes. @default 4000 */
  readonly memoryMB: number;
}

export const DEFAULT_LIMITS: Limits = { seconds: 60, memoryMB: 4000 };

/** What each of the notebook's own cells may take, as in `npm run notebooks`. */
const SETUP_SECONDS = 600;

/** How a cell ended. */
export interface CellOutcome {
  readonly status: string;
  readonly name: string;
  readonly message: string;
  /** The text of the value that the cell ends with; null when it ends with none. */
  readonly value: string | null;
}

/** What ended a run before its last cell. */
export interface Stop {
  /** `setup`: a cell before the answer failed, or the run could not begin. The others are the answer's doing. */
  readonly cause: "setup" | "timeout" | "memory" | "died";
  /** The cell of the plan, from 0; null when no cell is to blame. */
  readonly index: number | null;
  readonly name: string;
  readonly message: string;
}

/** What came of a run. */
export interface RunOutcome {
  /** By the index of the plan's cell; one that was not reached is missing. */
  readonly cells: ReadonlyMap<number, CellOutcome>;
  readonly stopped: Stop | null;
  readonly seconds: number;
  readonly peakMemoryMB: number;
}

type Event =
  | { readonly event: "answering" }
  | ({ readonly event: "cell"; readonly index: number } & CellOutcome)
  | ({ readonly event: "end" } & Omit<RunOutcome, "cells">);

/** Collects the events of grade.py; what an answer makes of its own runner is counted as a crash. */
class Listener {
  readonly #began = Date.now();
  readonly #cells = new Map<number, CellOutcome>();
  #answering = false;
  #end: Omit<RunOutcome, "cells"> | undefined;

  hear(line: string): void {
    const event = JSON.parse(line) as Event;
    if (event.event === "answering") this.#answering = true;
    else if (event.event === "cell") this.#cells.set(event.index, event);
    else this.#end = event;
  }

  /** @param how in what way the program ended */
  outcome(how: string): RunOutcome {
    if (this.#end !== undefined) return { ...this.#end, cells: this.#cells };
    const cause = this.#answering ? "died" : "setup";
    const stopped = {
      cause,
      index: null,
      name: cause,
      message: `the run was ended: ${how}`,
    } as const;
    const seconds = (Date.now() - this.#began) / 1000;
    return { cells: this.#cells, stopped, seconds, peakMemoryMB: 0 };
  }
}

/**
 * Runs the cells of an exercise on a kernel of their own, in a child process and within limits.
 * It never rejects because of what a cell does.
 *
 * @param folder the kernel's working directory
 */
export function runPlan(
  cells: readonly PlannedCell[],
  folder: string,
  { seconds, memoryMB }: Limits,
): Promise<RunOutcome> {
  const plan = join(folder, "..", "plan.json");
  writeFileSync(plan, JSON.stringify({ cells, seconds, memoryMB, setupSeconds: SETUP_SECONDS }));
  // Its stdin stays open for as long as this process lives: the program ends with it.
  const child = spawn(pythonOf(placesOf().venv), [join(__dirname, "grade.py"), plan, folder], {
    env: { ...runtimeEnv(), PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const listener = new Listener();
  let stderr = "";
  child.stderr
    .setEncoding("utf8")
    .on("data", (text: string) => (stderr = (stderr + text).slice(-2000)));
  createInterface({ input: child.stdout }).on("line", (line) => listener.hear(line));
  return new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(new Error(`${error.message}\n  Run: npm run doctor`, { cause: error })),
    );
    child.on("close", (status, signal) => {
      rmSync(plan, { force: true });
      resolve(listener.outcome(`status ${signal ?? status}: ${stderr.trim().slice(-400)}`));
    });
  });
}
