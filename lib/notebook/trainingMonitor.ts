import { performance } from "node:perf_hooks";
import { lossCurve } from "../plot";
import type { ProgressEvent } from "../train/progress";
import { LiveOutput } from "./display";
import { liveCurveSvg } from "./liveCurve";
import {
  createThrottle,
  progressBar,
  type ProgressDisplay,
  type ProgressOptions,
} from "./progressBar";
import { figureBundle } from "./show";

export interface TrainingMonitorOptions extends ProgressOptions {
  /** The metrics to draw. @default all that the loop reports */
  readonly metrics?: readonly string[];
  /** The vertical axis, with its unit. @default the names of the metrics */
  readonly yLabel?: string;
  /** Logarithmic vertical axis. @default false */
  readonly yLog?: boolean;
}

/** The metrics of one run, step by step. A metric that a step does not report is a gap. */
class History {
  readonly steps: number[] = [];
  readonly curves = new Map<string, number[]>();

  constructor(private readonly wanted?: readonly string[]) {}

  push({ step, metrics }: ProgressEvent): void {
    for (const name of this.wanted ?? Object.keys(metrics)) {
      if (!this.curves.has(name))
        this.curves.set(
          name,
          this.steps.map(() => NaN),
        );
    }
    this.steps.push(step);
    for (const [name, curve] of this.curves) curve.push(metrics[name] ?? NaN);
  }

  /** The curves that a chart can show. */
  drawable(yLog: boolean): [string, number[]][] {
    const visible = (value: number): boolean => Number.isFinite(value) && (!yLog || value > 0);
    return [...this.curves].filter(([, curve]) => curve.some(visible));
  }
}

function drawLive(output: LiveOutput, title: string, history: History, yLog: boolean): void {
  const series = history.drawable(yLog).map(([name, values]) => ({ name, values }));
  if (series.length === 0) return;
  const [from, to] = [history.steps[0]!, history.steps[history.steps.length - 1]!];
  const svg = liveCurveSvg({ title, series, from, to, yLog });
  output.draw({ "image/svg+xml": svg, "text/plain": `[curve] ${title}, step ${to}` });
}

function drawFinal(
  output: LiveOutput,
  title: string,
  history: History,
  options: TrainingMonitorOptions,
): void {
  const { yLog = false } = options;
  const losses = history.drawable(yLog);
  if (losses.length === 0) return;
  const { yLabel = losses.map(([name]) => name).join(", ") } = options;
  const { steps } = history;
  const figure = lossCurve({ title, yLabel, yLog, steps, losses: Object.fromEntries(losses) });
  output.finish(figureBundle(figure));
}

/**
 * Watches a training run: a progress bar and, under it, the loss as it falls, which becomes an
 * interactive figure when the run ends. What is stored stays small: at most 500 points a curve.
 *
 * @example await fit(model, digits, { onProgress: trainingMonitor("Training on MNIST") });
 */
export function trainingMonitor(
  title: string,
  options: TrainingMonitorOptions = {},
): ProgressDisplay {
  const { yLog = false, metrics, now = () => performance.now() } = options;
  const bar = progressBar(title, { ...options, now });
  let run: { output: LiveOutput; due: () => boolean; history: History } | undefined;
  const end = (): void => {
    bar.end();
    if (run) drawFinal(run.output, title, run.history, options);
    run = undefined;
  };
  const listener = (event: ProgressEvent): void => {
    run ??= {
      output: new LiveOutput(),
      due: createThrottle({ ...options, now }),
      history: new History(metrics),
    };
    bar(event);
    run.history.push(event);
    if (event.step >= event.steps) end();
    else if (run.due()) drawLive(run.output, title, run.history, yLog);
  };
  return Object.assign(listener, { end });
}
