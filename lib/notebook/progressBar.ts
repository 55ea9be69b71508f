import { performance } from "node:perf_hooks";
import type { ProgressEvent, ProgressListener } from "../train/progress";
import { LiveOutput, type MimeBundle } from "./display";
import { escapeHtml, formatDuration, formatNumber } from "./format";

/** Listens to a loop and shows how far it is. */
export interface ProgressDisplay extends ProgressListener {
  /** Draws the final state. It follows the last step by itself; call it after a shorter run. */
  end(): void;
}

export interface ProgressOptions {
  /** The least time between two drawings, in milliseconds. @default 250 */
  readonly everyMs?: number;
  /** The clock, in milliseconds. @default the time since the process began */
  readonly now?: () => number;
}

/** Says at most every so many milliseconds that it is time to draw; at first it always is. */
export function createThrottle(options: ProgressOptions): () => boolean {
  const { everyMs = 250, now = () => performance.now() } = options;
  let last = -Infinity;
  return () => {
    if (now() - last < everyMs) return false;
    last = now();
    return true;
  };
}

function metricsText(metrics: ProgressEvent["metrics"]): string[] {
  return Object.entries(metrics).map(([name, value]) => `${name} ${formatNumber(value)}`);
}

/** The state of a loop as a bundle: a bar with its figures, or one line of text. */
export function progressBundle(title: string, event: ProgressEvent, seconds?: number): MimeBundle {
  const { step, steps, metrics, stepsPerSecond, remainingSeconds } = event;
  const time =
    seconds === undefined
      ? `${formatDuration(remainingSeconds)} left`
      : `${step < steps ? "stopped after" : "took"} ${formatDuration(seconds)}`;
  const speed = `${formatNumber(stepsPerSecond)} steps/s`;
  const text = [`${step} / ${steps}`, ...metricsText(metrics), speed, time].join(" · ");
  const bar = `<progress value="${step}" max="${steps}"></progress>`;
  return {
    "text/html": `<div><b>${escapeHtml(title)}</b> ${bar} ${escapeHtml(text)}</div>`,
    "text/plain": `${title}: ${text}`,
  };
}

/**
 * A progress bar for a loop, drawn in place: steps, figures, steps per second, remaining time.
 *
 * @example await sampler.run({ onProgress: progressBar("Sampling 64 digits") });
 */
export function progressBar(title: string, options: ProgressOptions = {}): ProgressDisplay {
  const { now = () => performance.now() } = options;
  let run: { output: LiveOutput; due: () => boolean; since: number } | undefined;
  let latest: ProgressEvent | undefined;
  const end = (): void => {
    if (run && latest) run.output.finish(progressBundle(title, latest, (now() - run.since) / 1000));
    run = undefined;
  };
  const listener = (event: ProgressEvent): void => {
    const elapsed = event.stepsPerSecond > 0 ? 1000 / event.stepsPerSecond : 0;
    run ??= { output: new LiveOutput(), due: createThrottle(options), since: now() - elapsed };
    latest = event;
    if (event.step >= event.steps) end();
    else if (run.due()) run.output.draw(progressBundle(title, event));
  };
  return Object.assign(listener, { end });
}
