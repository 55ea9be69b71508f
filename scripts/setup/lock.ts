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

/** Who holds a lock: a process number, nobody any more (`gone`), or nobody at all (`free`). */
function holderOf(file: string): number | "gone" | "free" {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    const fresh = Date.now() - statSync(file).mtimeMs < STALE_MS;
    // An empty file belongs to a process that is just writing its number.
    return fresh && (pid === 0 || isAlive(pid)) ? pid : "gone";
  } catch {
    return "free";
  }
}

function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Removes a lock whose holder is gone. Of several processes that see it at once only one may do so, and only after a
 * second look: otherwise the slower one would remove the lock that the quicker one has just taken.
 */
function removeLeftOver(file: string): void {
  const guard = `${file}.takeover`;
  if (!create(guard)) {
    if (holderOf(guard) === "gone") rmSync(guard, { force: true });
    return;
  }
  if (holderOf(file) === "gone") rmSync(file, { force: true });
  rmSync(guard, { force: true });
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
  for (let waited = false; !create(file);) {
    const holder = holderOf(file);
    if (holder === "gone") removeLeftOver(file);
    if (typeof holder !== "number") continue;
    if (!waited) onWait(holder);
    waited = true;
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
