"use strict";
/* The thread of interruptThread.ts. Plain JavaScript, since no TypeScript is loaded in it. */
const { Session } = require("node:inspector");
const { Socket } = require("node:net");
const { setTimeout: sleep } = require("node:timers/promises");
const { parentPort, workerData } = require("node:worker_threads");

const { noticed, patience } = workerData;
let breaking = false;

/** Sends SIGINT while the main thread stands between two steps of its JavaScript. */
function breakOff() {
  if (breaking) return;
  breaking = true;
  const session = new Session();
  session.connectToMainThread();
  session.on("Debugger.paused", () => {
    process.kill(process.pid, "SIGINT");
    session.post("Debugger.resume");
    session.post("Debugger.disable", () => {
      session.disconnect();
      breaking = false;
    });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}

/** The main thread is told; when its event loop does not turn, its code is broken off. */
async function interrupt() {
  const before = Atomics.load(noticed, 0);
  parentPort.postMessage("interrupt");
  await sleep(patience);
  if (Atomics.load(noticed, 0) === before) breakOff();
}

/** The other end of descriptor 3 is `start.cjs`, which stands between Jupyter and the kernel. */
new Socket({ fd: 3 })
  .on("data", () => void interrupt())
  .on("error", () => undefined)
  .on("close", () => process.kill(process.pid, "SIGKILL"));
