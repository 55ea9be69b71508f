import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";
import { createAdam } from "./adam";
import { clipByGlobalNorm } from "./clip";
import { createEma } from "./ema";
import { lossAndGradients } from "./gradients";
import { warmupCosine, type LearningRate } from "./learningRate";
import type { Loss, ParameterGroup } from "./objective";

/** A parameter group in training. */
export interface TrainedGroup {
  /** How many scalars an update takes. */
  readonly coefficientCount: number;
  /** Those of update number `update` (from 1), computed in float64. */
  coefficients(update: number): number[];
  /** Moves the parameters once. @returns the loss before. */
  update(loss: Loss, coefficients: readonly tf.Scalar[], inputs: readonly tf.Tensor[]): tf.Scalar;
  /** All that an update reads or writes, by kind. */
  readonly state: Readonly<Record<string, ReadonlyMap<string, tf.Variable>>>;
  /** Puts the moving average into the parameters. */
  finish(): void;
  /** What decides its updates, for the fingerprint of a run. */
  readonly description: unknown;
  dispose(): void;
}

/** @param updates how many updates there will be, for the default schedule. */
export function createGroup(group: ParameterGroup, updates: number): TrainedGroup {
  const { parameters, clipNorm, emaDecay = 0.999, optimizer: create = createAdam } = group;
  requireNumber("train", "emaDecay", emaDecay, 0, 1);
  if (clipNorm !== undefined) requireNumber("train", "clipNorm", clipNorm, Number.MIN_VALUE);
  const rate = toSchedule(group.learningRate, updates);
  const { variables, buffers } = parameters;
  const optimizer = create(variables);
  const ema = emaDecay > 0 ? createEma(variables, emaDecay) : undefined;
  const coefficients = (update: number) => [
    ema?.decay(update) ?? 0,
    ...optimizer.coefficients(rate(update), update),
  ];
  return {
    coefficientCount: coefficients(1).length,
    coefficients,
    update(loss, [decay, ...rest], inputs) {
      const { loss: value, gradients } = lossAndGradients(() => loss(...inputs), variables);
      const clipped = clipNorm === undefined ? gradients : clip(gradients, clipNorm);
      optimizer.apply(clipped, rest);
      ema?.update(decay!);
      return value;
    },
    state: {
      parameters: new Map([...variables, ...buffers]),
      optimizer: optimizer.state,
      ema: ema?.averages ?? new Map<string, tf.Variable>(),
    },
    finish: () => ema && parameters.assign(new Map([...ema.averages, ...buffers])),
    description: {
      optimizer: optimizer.description,
      rates: [1, Math.ceil(updates / 2), updates].map(rate),
      emaDecay,
      clipNorm: clipNorm ?? null,
    },
    dispose() {
      optimizer.dispose();
      ema?.dispose();
    },
  };
}

const clip = (gradients: ReadonlyMap<string, tf.Tensor>, maxNorm: number) =>
  clipByGlobalNorm(gradients, maxNorm).gradients;

function toSchedule(rate: ParameterGroup["learningRate"], updates: number): LearningRate {
  if (typeof rate === "function") return rate;
  if (typeof rate === "number") {
    requireNumber("train", "learningRate", rate, 0);
    return () => rate;
  }
  return warmupCosine({ peak: 1e-3, warmup: Math.floor(updates * 0.02), steps: updates });
}
