import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../setup/files";
import { placesOf } from "../setup/paths";

/** What the figures were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core, on average over the minute before; 0 on Windows, which does not say. */
  readonly loadBefore: number;
}

/** This machine, without its name. */
export function describeMachine(): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? "unknown processor",
    cores: os.availableParallelism(),
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    loadBefore: os.loadavg()[0]!,
  };
}

/** A warning where something else is running, or undefined. */
export function busyWarning({
  loadBefore,
  cores,
}: Pick<Machine, "loadBefore" | "cores">): string | undefined {
  if (loadBefore <= cores / 4) return undefined;
  return (
    `The machine is busy: a load of ${loadBefore.toFixed(1)} on ${cores} cores before anything was measured. ` +
    "Times are too long and ratios uncertain; trust minima more than medians, or measure again when it is quiet."
  );
}

/** The commit that is checked out, `-dirty` when files differ from it. */
function commit(root: string): string {
  try {
    const args = ["describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"];
    return execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return "unknown";
  }
}

/**
 * Stores figures in data/bench.json, by measurement: each with its date, commit and machine, since one may be measured
 * again without the others.
 * @returns the file's path below the root
 */
export function writeFigures(
  machine: Machine,
  figures: Readonly<Record<string, unknown>>,
  root: string = placesOf().root,
): string {
  const file = join(root, "data", "bench.json");
  const old = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};
  const about = { date: new Date().toISOString().slice(0, 10), commit: commit(root), machine };
  const entries = Object.entries(figures).map(([name, value]) => [
    name,
    { ...about, figures: value },
  ]);
  const text = JSON.stringify({ ...old, ...Object.fromEntries(entries) }, rounded, 2);
  writeAtomically(file, `${text}\n`);
  return "data/bench.json";
}

/** Three significant digits more than a measurement is worth. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
