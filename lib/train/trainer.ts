import { performance } from "node:perf_hooks";
import { requireInteger, requireNumber } from "../core/arguments";
import { compile } from "../core/compile/compile";
import type { Rng } from "../core/rng";
import type { Trainable } from "../core/trainable";
import * as tf from "../core/tf";
import { createAdam, type AdamConfig } from "./adam";
import { createEma } from "./ema";
import { lossAndGradients } from "./gradients";
import { warmupCosine, type LearningRate } from "./learningRate";
import { InterruptedError, runLoop } from "./loop";
import type { ProgressListener } from "./progress";
import { loadTrainingState, saveTrainingState, type RunPosition } from "./trainingState";

export interface TrainOptions {
  /** Updates in all, those of an earlier, interrupted run included. */
  readonly steps: number;
  readonly rng: Rng;
  /** A rate, or a schedule. @default 1e-3 with 2 % warm-up and a cosine to 0 */
  readonly learningRate?: number | LearningRate;
  readonly adam?: AdamConfig;
  /** Decay of the weights' moving average, which the model keeps at the end; 0 for none. @default 0.999 */
  readonly emaDecay?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  /** File of the resumable training state; without it nothing is saved. */
  readonly stateFile?: string;
  /** Seconds between two savings. @default 120 */
  readonly saveEverySeconds?: number;
  /** Says what run this is, for the state file. */
  readonly fingerprint?: string;
}

export interface TrainHistory {
  /** Loss of each update. */
  readonly losses: Float32Array;
  /** Wall time of all of it, earlier sessions included. */
  readonly seconds: number;
  readonly steps: number;
}

/** What is trained: where the random inputs of an update come from, and the loss as a function of them. */
export interface Objective {
  /** Inputs of update number `step` (from 0): a batch, noise, times. The trainer frees them. */
  inputs(step: number, rng: Rng): tf.Tensor[];
  /** The loss, a scalar; deterministic, since it is recorded once and compiled. */
  loss(...inputs: tf.Tensor[]): tf.Scalar;
}

/**
 * Minimises the objective over the parameters with Adam and keeps a moving average of them; at the end the parameters
 * hold the average. Everything random in update number i comes from `rng.fold(i)`, so a resumed run repeats an
 * uninterrupted one to the bit.
 * @throws InterruptedError when the signal fires (the state is saved first), Error when the loss is not finite.
 */
export async function train(
  parameters: Trainable,
  objective: Objective,
  options: TrainOptions,
): Promise<TrainHistory> {
  const { steps, rng, emaDecay = 0.999, stateFile, fingerprint = "unnamed" } = options;
  requireInteger("train", "steps", steps, 1);
  requireNumber("train", "saveEverySeconds", options.saveEverySeconds ?? 120, 0);
  requireNumber("train", "emaDecay", emaDecay, 0, 1);
  const rate = toSchedule(options.learningRate, steps);
  const { variables } = parameters;
  const adam = createAdam(variables, options.adam);
  const ema = createEma(variables, emaDecay);
  const groups = { model: variables, adam: adam.state, ema: ema.averages };
  const losses = new Float32Array(steps);
  const begun = performance.now();
  let earlier = 0;
  let savedStep = 0;
  let savedAt = begun;

  const updateStep = compile((decay, rate, rootCorrection, ...inputs) => {
    const { loss, gradients } = lossAndGradients(() => objective.loss(...inputs), variables);
    adam.apply(gradients, [rate, rootCorrection] as tf.Scalar[]);
    ema.update(decay as tf.Scalar);
    return [loss];
  });
  const position = (step: number): RunPosition => ({
    step,
    losses: losses.subarray(0, step),
    seconds: earlier + (performance.now() - begun) / 1000,
    fingerprint,
  });
  const save = async (step: number) => {
    if (stateFile === undefined || step === savedStep) return;
    updateStep.sync();
    await saveTrainingState(stateFile, groups, position(step));
    savedStep = step;
    savedAt = performance.now();
  };
  const update = async (step: number) => {
    const coefficients = [ema.decay(step + 1), ...adam.coefficients(rate(step + 1), step + 1)];
    const inputs: tf.Tensor[] = coefficients.map((value) => tf.scalar(value));
    let value: number;
    try {
      inputs.push(...objective.inputs(step, rng.fold(step)));
      const [loss] = updateStep.run(...inputs);
      value = (await loss!.data<"float32">())[0]!;
      loss!.dispose();
    } finally {
      tf.dispose(inputs);
    }
    if (!Number.isFinite(value)) throw notFinite(value, step, stateFile, savedStep);
    losses[step] = value;
    done = step + 1;
    if (performance.now() - savedAt > 1000 * (options.saveEverySeconds ?? 120)) await save(done);
    return { loss: value };
  };

  let done = 0;
  try {
    const resumed =
      stateFile === undefined ? undefined : await loadTrainingState(stateFile, groups, fingerprint);
    if (resumed) {
      losses.set(resumed.losses.subarray(0, steps));
      earlier = resumed.seconds;
      savedStep = done = Math.min(resumed.step, steps);
    }
    await runLoop({ start: done, steps, run: update, ...pick(options) });
    await save(steps);
    updateStep.sync();
    if (emaDecay > 0) parameters.assign(ema.averages);
    return { losses, seconds: position(steps).seconds, steps };
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    await save(done);
    const where = stateFile === undefined ? "" : `; the state is saved, run it again to go on`;
    throw new InterruptedError(`train: ${error.message}${where}`);
  } finally {
    updateStep.dispose();
    adam.dispose();
    ema.dispose();
  }
}

const pick = ({ signal, onProgress }: TrainOptions) => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
});

function toSchedule(rate: TrainOptions["learningRate"], steps: number): LearningRate {
  if (typeof rate === "function") return rate;
  if (typeof rate === "number") {
    requireNumber("train", "learningRate", rate, 0);
    return () => rate;
  }
  return warmupCosine({ peak: 1e-3, warmup: Math.floor(steps * 0.02), steps });
}

function notFinite(
  value: number,
  step: number,
  stateFile: string | undefined,
  saved: number,
): Error {
  const good =
    stateFile !== undefined && saved > 0
      ? `the last good state is ${stateFile} (step ${saved})`
      : "no state was saved";
  return new Error(
    `train: the loss is ${value} at step ${step + 1}; ${good}. Lower the learning rate or check the data for NaN.`,
  );
}
