import { execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import { ready } from "dgm/core";
import { describeMachine } from "../bench/machine";
import { placesOf } from "../setup/paths";
import { runStudy } from "./runStudy";
import type { Study } from "./study";

/** The commit that is checked out, `-dirty` where code differs from it (data that a study writes may). */
export function codeVersion(root: string): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  try {
    const changed = git("status", "--porcelain", "--", "lib", "scripts", "package-lock.json");
    return git("rev-parse", "--short=10", "HEAD") + (changed === "" ? "" : "-dirty");
  } catch {
    return "unknown";
  }
}

export interface MeasureOptions {
  /** Where the study's file lies. */
  readonly folder: string;
  /** The rows whose name contains this, again. @default those that are missing or stale */
  readonly only: string | undefined;
}

/** What the commands do: measures rows until all are there, or Ctrl-C ends it after a row. Returns the exit status. */
export async function measureStudy(
  study: Study,
  { folder, only }: MeasureOptions,
): Promise<number> {
  const interrupt = new AbortController();
  const abort = () => {
    console.log("Stopped after this row; the same command goes on from here.");
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, abort);
  console.log((await ready()).summary);
  const { root } = placesOf();
  const { cores, processor, system, node } = describeMachine();
  const { measured, missing } = await runStudy(study, {
    folder,
    only,
    commit: codeVersion(root),
    machine: `${cores} x ${processor}, ${system}, Node ${node}`,
    say: (line) => console.log(line),
    signal: interrupt.signal,
  });
  const file = relative(root, join(folder, `${study.name}.json`));
  console.log(`${file}: ${measured.length} rows measured.`);
  if (missing.length > 0) console.log(`Missing or stale: ${missing.join(", ")}.`);
  return interrupt.signal.aborted ? 130 : 0;
}
