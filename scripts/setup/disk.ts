import { statfsSync } from "node:fs";
import { SetupProblem } from "./problem";

/** Free space at a path, in bytes; Infinity where it cannot be found out. */
export function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}

/**
 * Makes sure that a download has room before it is begun.
 *
 * @param needed bytes
 * @throws SetupProblem naming what is free and what is needed
 */
export function requireSpace(path: string, needed: number, free: number = freeBytes(path)): void {
  if (free >= needed) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new SetupProblem(
    `Not enough disk space: ${gigabytes(free)} are free at ${path}, ${gigabytes(needed)} are needed.`,
    "Free some space (npm cache clean --force and `python3 -m pip cache purge` help), then run the same command again.",
  );
}
