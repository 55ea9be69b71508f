import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock whose holder has not touched it for so long (ms) is taken to be left over. */
const STALE_MS = 120_000;
const HEARTBEAT_MS = 4_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The process that holds the lock, or undefined when it is free or its holder is gone. */
function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    const fresh = Date.now() - statSync(file).mtimeMs < STALE_MS;
    // An empty file belongs to a process that is just writing its number.
    return fresh && (pid === 0 || isAlive(pid)) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes a lock file, so that two set-ups of one repository never run at once; waits while another process holds it.
 * A lock left behind by a killed process is taken over.
 *
 * @param onWait called once, with the holder's process id, when it has to wait
 * @returns the function that gives the lock back
 */
export async function takeLock(
  file: string,
  onWait: (pid: number) => void = () => undefined,
): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = holderOf(file);
    if (holder === undefined) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) onWait(holder);
    await sleep(300);
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
}

/** Says that the holder is at work. A lock that somebody deleted by hand is no reason to stop half-way. */
function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
