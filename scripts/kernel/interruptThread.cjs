"use strict";
/* The thread of interruptThread.ts. Plain JavaScript, since no TypeScript is loaded in it. */
const fs = require("node:fs");
const { Session } = require("node:inspector");
const { Socket } = require("node:net");
const { setTimeout: sleep } = require("node:timers/promises");
const { parentPort, workerData } = require("node:worker_threads");

const { noticed, patience } = workerData;

/** The main thread may be in native code; after so many milliseconds it is asked whether a program keeps it there. */
const NATIVE = 1000;

/** Whether SIGINT would break the code off that stands still: only then does Node watch for it. */
function isWatched(callFrames) {
  const watch = callFrames.findIndex(({ functionName }) => functionName === "sigintHandlersWrap");
  return watch > 0 && !callFrames[watch - 1].url.startsWith("node:");
}

/** Stops the main thread between two steps of its JavaScript, and sends SIGINT there if it is still `wanted`. */
function breakOff(wanted) {
  const session = new Session();
  session.connectToMainThread();
  return new Promise((resolve) => {
    session.once("Debugger.paused", ({ params }) => {
      if (isWatched(params.callFrames) && wanted()) process.kill(process.pid, "SIGINT");
      session.post("Debugger.disable", () => {
        session.disconnect();
        resolve();
      });
    });
    session.post("Debugger.enable");
    session.post("Debugger.pause");
  });
}

/** What a process has started, and what that has started; none where the system keeps no such list. */
function descendants(pid) {
  try {
    const list = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    return list.filter(Boolean).flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

/** The programs that the main thread waits for (`execSync`) get the signal. */
function interruptPrograms() {
  for (const pid of descendants(process.pid)) {
    try {
      process.kill(Number(pid), "SIGINT");
    } catch {
      // it has just ended
    }
  }
}

let isBreakingOff = false;

/** The main thread is told; while its event loop does not turn, its code is broken off. */
async function interrupt() {
  const before = Atomics.load(noticed, 0);
  const wanted = () => Atomics.load(noticed, 0) === before;
  parentPort.postMessage("interrupt");
  await sleep(patience);
  if (isBreakingOff) return;
  isBreakingOff = true;
  for (let pause = patience; wanted(); pause *= 2) {
    const programs = setTimeout(interruptPrograms, NATIVE);
    await breakOff(wanted);
    clearTimeout(programs);
    await sleep(pause);
  }
  isBreakingOff = false;
}

/** The other end of descriptor 3 is `start.cjs`, which stands between Jupyter and the kernel. */
new Socket({ fd: 3 })
  .on("data", () => void interrupt())
  .on("error", () => undefined)
  .on("close", () => process.kill(-process.pid, "SIGKILL")); // with what cells have started
