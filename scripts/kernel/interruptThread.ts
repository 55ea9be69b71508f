import path from "node:path";
import { Worker } from "node:worker_threads";

/** Milliseconds that the event loop has to notice an interrupt before synchronous code is broken off. */
const PATIENCE = 50;

/** What the thread is given. */
export interface ThreadData {
  /** At 0, how many interrupts the event loop has noticed. */
  readonly noticed: Int32Array;
  readonly patience: number;
}

/**
 * Calls `interrupt` when `start.cjs` announces one. A thread of its own listens, because a cell may keep the event loop
 * from turning for minutes: such a cell is broken off by SIGINT, for which tslab runs it (`breakOnSigint`). The thread
 * first stops it with the debugger, between two steps of JavaScript, so that the signal never comes within TensorFlow.
 * It also ends this process when `start.cjs` has died.
 */
export function listenForInterrupts(interrupt: () => void): void {
  const noticed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: ThreadData = { noticed, patience: PATIENCE };
  const file = path.join(__dirname, "interruptThread.cjs");
  const thread = new Worker(file, { workerData, execArgv: [] });
  thread.on("message", () => {
    Atomics.add(noticed, 0, 1);
    interrupt();
  });
  thread.on("error", (error) => {
    console.error(`kernel: the thread that listens for interrupts has failed: ${error.message}`);
    process.exit(1); // rather than run on without a Stop button
  });
  thread.unref();
  process.on("SIGINT", () => undefined); // one from elsewhere does not end the kernel
}
