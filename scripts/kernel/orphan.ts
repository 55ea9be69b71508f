import { Worker } from "node:worker_threads";

/** How often the watch looks, in milliseconds. */
const PERIOD = 500;

/**
 * The watch, in a thread of its own because the main thread may be busy with a cell for minutes. A process
 * whose parent has died gets another one; on Windows the parent's id stays, and asking for it fails.
 */
const WATCH = `
const { workerData: { parent, period } } = require("node:worker_threads");
const gone = () => {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; }
};
setInterval(() => { if (gone()) process.kill(process.pid, "SIGKILL"); }, period);
`;

/** Ends this process within a second after its parent has died, whatever it is doing. */
export function endWithParent(parent: number = process.ppid): void {
  const options = { eval: true, workerData: { parent, period: PERIOD }, execArgv: [] };
  new Worker(WATCH, options).unref();
}
