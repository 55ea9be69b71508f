import { performance } from "node:perf_hooks";
import { requireInteger } from "../core/arguments";
import type { ProgressListener } from "./progress";

/** Thrown when a loop is stopped by its signal. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export interface LoopOptions {
  /** Steps already done. @default 0 */
  readonly start?: number;
  /** Steps in all. */
  readonly steps: number;
  /** Does step number `step` (counted from 0) and returns its figures. */
  readonly run: (step: number) => Promise<Readonly<Record<string, number>>>;
  /** Stops the loop between two steps. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** Milliseconds after which the loop lets timers, output and signals through. */
const YIELD_MS = 50;
/** Milliseconds over which the speed is averaged. */
const SPEED_WINDOW_MS = 10_000;

const eventLoopTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Runs steps one after the other, reports each, and stays interruptible.
 * @throws InterruptedError when the signal fires, naming the step.
 */
export async function runLoop(options: LoopOptions): Promise<void> {
  const { start = 0, steps, run, signal, onProgress } = options;
  requireInteger("loop", "steps", steps, 0);
  requireInteger("loop", "start", start, 0, steps);
  const marks = [{ step: start, time: performance.now() }];
  let yielded = performance.now();
  for (let step = start; step < steps; step++) {
    if (signal?.aborted) throw new InterruptedError(`interrupted after step ${step} of ${steps}`);
    const metrics = await run(step);
    const time = performance.now();
    marks.push({ step: step + 1, time });
    while (marks.length > 2 && time - marks[0]!.time > SPEED_WINDOW_MS) marks.shift();
    const stepsPerSecond = ((step + 1 - marks[0]!.step) / (time - marks[0]!.time)) * 1000;
    const remainingSeconds = (steps - step - 1) / stepsPerSecond;
    onProgress?.({ step: step + 1, steps, metrics, stepsPerSecond, remainingSeconds });
    if (time - yielded > YIELD_MS) {
      await eventLoopTurn();
      yielded = performance.now();
    }
  }
}
