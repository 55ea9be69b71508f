"use strict";
const { Worker } = require("node:worker_threads");

/** How often the watch looks, in milliseconds. */
const PERIOD = 500;

/**
 * The watch. A process whose parent has died gets another one; on Windows the parent's id stays, and asking for it
 * fails.
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
function endWithParent() {
  const workerData = { parent: process.ppid, period: PERIOD };
  new Worker(WATCH, { eval: true, workerData, execArgv: [] }).unref();
}

module.exports = { endWithParent };
