/** What a training or sampling loop reports after a step. */
export interface ProgressEvent {
  /** Steps finished so far, counted from the start of the run (a resumed run does not start at 0). */
  readonly step: number;
  /** Steps in the whole run. */
  readonly steps: number;
  /** Named figures of this step, for example `{ loss: 0.031 }`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Steps per second, averaged over the last seconds. */
  readonly stepsPerSecond: number;
  /** Estimated seconds until the last step. */
  readonly remainingSeconds: number;
}

/** Receives progress events; called from inside the loop, so it must be quick. */
export type ProgressListener = (event: ProgressEvent) => void;
