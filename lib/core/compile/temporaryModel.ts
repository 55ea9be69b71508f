import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { GraphNode } from "./graphDef";
import { encodeSavedModel } from "./graphDef";
import type { NativeBackend } from "./nativeBackend";

const PREFIX = "dgm-graph-";
let swept = false;

/** Whether a process of this machine is alive; one of another user is. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the folders of processes that were killed between writing and loading a graph. */
export function removeLeftovers(folder: string = os.tmpdir()): void {
  for (const name of fs.readdirSync(folder)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(pid) || alive(pid)) continue;
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** The binding loads graphs from a folder only: writes one, loads it, and leaves nothing behind. */
export function loadGraph({ binding }: NativeBackend, nodes: readonly GraphNode[]): number {
  if (!swept) removeLeftovers();
  swept = true;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    fs.writeFileSync(path.join(directory, "saved_model.pb"), encodeSavedModel(nodes));
    return binding.loadSavedModel(directory, "serve");
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
