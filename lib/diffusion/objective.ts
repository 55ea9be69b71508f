import { requireNumber } from "../core/arguments";
import type { Examples } from "../core/examples";
import { requireLabels } from "../core/labels";
import { keyTensor, randomNormal, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { posteriorLogVariance, reversePosterior } from "../math";
import { mse, perExampleMean } from "../nn";
import type { Objective } from "../train";
import { splitOutput, type DenoisingNetwork } from "./denoiser";
import { droppedLabels } from "./labels";
import { boundTerm, learnedRange } from "./learnedVariance";
import { lossWeights, type LossWeighting } from "./lossWeights";
import type { ForwardProcess } from "./process";
import { stopGradient } from "./stopGradient";
import { combined, endColumns, trainingTarget, type PredictionTarget } from "./targets";
import type { TimestepTraining } from "./timestepTraining";

/** What is minimised. */
export interface ObjectiveOptions {
  /** How much the error at each t counts; see `lossWeights`. @default "simple" */
  readonly lossWeighting?: LossWeighting;
  /** γ of "min-snr". @default 5 */
  readonly gamma?: number;
  /** Share of examples that are trained without their class; 0 rules out guidance. @default 0.1 */
  readonly labelDropout?: number;
  /** Weight λ of the bound in the hybrid loss of a learned variance; Nichol & Dhariwal 2021. @default 0.001 */
  readonly boundWeight?: number;
}

export interface ObjectiveParts extends DenoisingNetwork {
  readonly process: ForwardProcess;
  readonly data: Examples;
  readonly indices: (step: number) => Uint32Array;
  readonly timesteps: TimestepTraining;
}

/** Columns of the table that is looked up by t; those after `weight` are for a learned variance. */
const COLUMNS = [
  "signal",
  "rest",
  "weight",
  "logBeta",
  "logPosterior",
  "coefX0",
  "first",
  "x0OnX",
  "x0OnY",
] as const;
type Column = (typeof COLUMNS)[number];

/** Everything that a loss needs of t, float32 [T,columns], row by row. */
function coefficientTable(
  process: ForwardProcess,
  target: PredictionTarget,
  weights: Float64Array,
  learned: boolean,
): Float32Array {
  const { betas, alphaBars, noiseVariances } = process;
  const { x0 } = endColumns(target, process);
  const zero = new Float64Array(betas.length);
  const columns: Record<Column, Float64Array> = {
    signal: alphaBars.map(Math.sqrt),
    rest: noiseVariances.map(Math.sqrt),
    weight: weights,
    logBeta: betas.map(Math.log),
    logPosterior: learned ? posteriorLogVariance(betas, "fixed-small") : zero,
    coefX0: learned ? reversePosterior(betas).coefX0 : zero,
    first: zero.map((_, i) => (i === 0 ? 1 : 0)),
    x0OnX: learned ? x0.onX : zero,
    x0OnY: learned ? x0.onY : zero,
  };
  return Float32Array.from({ length: betas.length * COLUMNS.length }, (_, i) => {
    return columns[COLUMNS[i % COLUMNS.length]!][Math.floor(i / COLUMNS.length)]!;
  });
}

/** The rows of the table at t, each column [B,1,...] for examples of a rank. */
function lookUp(table: tf.Tensor2D, t: tf.Tensor1D, rank: number): Record<Column, tf.Tensor> {
  const shape = [-1, ...new Array<number>(rank - 1).fill(1)];
  const rows = tf.split(table.gather(t), COLUMNS.length, 1); // [B,1] each
  return Object.fromEntries(COLUMNS.map((name, i) => [name, rows[i]!.reshape(shape)])) as Record<
    Column,
    tf.Tensor
  >;
}

/**
 * The training objective: E w_t ‖target - output‖² (mean over dimensions; Ho et al. 2020, algorithm 1), and with a learned
 * variance plus λ L_vlb (Nichol & Dhariwal 2021, equation 16; bits per dimension, summed over the steps), whose gradient
 * reaches the variance only.
 * @throws RangeError for options out of range, or data without the labels that the network needs.
 */
export function createObjective(parts: ObjectiveParts, options: ObjectiveOptions): Objective {
  const { process, network, target, channels, data, indices, timesteps } = parts;
  const { lossWeighting = "simple", gamma, labelDropout = 0.1, boundWeight = 0.001 } = options;
  requireNumber("ddpm", "labelDropout", labelDropout, 0, 1);
  requireNumber("ddpm", "boundWeight", boundWeight, 0);
  const { T, betas } = process;
  const { classes } = network;
  const weighting = { weighting: lossWeighting, target, ...(gamma !== undefined && { gamma }) };
  const labels = classes > 0 ? requireLabels("ddpm", data) : undefined;
  const learned = network.outChannels === 2 * channels;
  const table = coefficientTable(process, target, lossWeights(betas, weighting), learned);
  const plain = lossWeighting === "simple" && !learned && timesteps.plain;

  const inputs = (step: number, rng: Rng): tf.Tensor[] =>
    tf.tidy(() => {
      const chosen = indices(step);
      const x0 = data.batch(chosen);
      const [timeRng, noiseRng] = rng.split(2) as [Rng, Rng];
      return [
        x0,
        tf.tensor2d(table, [T, COLUMNS.length]),
        timesteps.input(timeRng, chosen.length),
        keyTensor(noiseRng),
        ...(labels
          ? [
              droppedLabels(
                Array.from(chosen, (i) => labels[i]!),
                { classes, dropout: labelDropout, rng: rng.fold("labels") },
              ),
            ]
          : []),
        ...(network.dropoutKeys ? [network.dropoutKeys(rng.fold("dropout"))] : []),
      ];
    });

  const loss = (...all: tf.Tensor[]): tf.Scalar =>
    tf.tidy(() => {
      const [x0, columns, time, key, ...conditions] = all as [tf.Tensor, ...tf.Tensor[]];
      const { t, weights } = timesteps.drawn(time as tf.Tensor1D, x0.shape[0]!);
      const at = lookUp(columns as tf.Tensor2D, t, x0.rank);
      const noise = randomNormal(key as KeyTensor, x0.shape as [number]) as tf.Tensor;
      const x = x0.mul(at.signal).add(noise.mul(at.rest));
      const [label] = labels ? (conditions.splice(0, 1) as tf.Tensor1D[]) : [];
      const [keys] = conditions as tf.Tensor2D[];
      const raw = network.predict(x, t.toFloat(), {
        ...(label && { labels: label }),
        ...(keys && { dropoutKeys: keys }),
      });
      const { output, spread } = splitOutput(raw, channels);
      const wanted = trainingTarget(target, x0, noise, at);
      if (plain) return mse(output, wanted);
      let losses = perExampleMean(output.sub(wanted).square()).mul<tf.Tensor1D>(
        at.weight.reshape([-1]),
      );
      if (spread) {
        const predictedX0 = stopGradient(combined(x, output, { onX: at.x0OnX, onY: at.x0OnY }));
        const logVariance = learnedRange(spread, at.logBeta, at.logPosterior);
        const term = boundTerm({ x0, predictedX0, logVariance, ...at });
        losses = losses.add(term.mul(boundWeight * T));
      }
      timesteps.record(t, losses);
      return losses.mul(weights).mean<tf.Scalar>();
    });
  return { inputs, loss };
}
