import fs from "node:fs";
import os from "node:os";
import { seed, type Rng } from "../../../lib/core";
import type { Step } from "../../../lib/core/compile/compile";
import * as tf from "../../../lib/core/tf";
import {
  createConv2d,
  createGroupNorm,
  createLinear,
  mse,
  Parameters,
  silu,
} from "../../../lib/nn";
import { createAdam, lossAndGradients } from "../../../lib/train";

/** A small convolutional network with its optimizer, and one update as a step of (images, targets, rate, correction). */
export function createTraining(): { step: Step; parameters: Parameters; dispose: () => void } {
  const parameters = new Parameters(seed(1));
  const conv = createConv2d(parameters.in("conv"), { inChannels: 1, outChannels: 4, stride: 2 });
  const norm = createGroupNorm(parameters.in("norm"), { channels: 4, groups: 2 });
  const linear = createLinear(parameters.in("linear"), { inFeatures: 4, outFeatures: 2 });
  const adam = createAdam(parameters.variables);
  const predict = (x: tf.Tensor4D) => linear(silu(norm(conv(x))).mean([1, 2]));
  const step: Step = (x, y, ...coefficients) => {
    const loss = () => mse(predict(x as tf.Tensor4D), y!);
    const { loss: value, gradients } = lossAndGradients(loss, parameters.variables);
    adam.apply(gradients, coefficients as tf.Scalar[]);
    return [value];
  };
  const dispose = () => {
    parameters.dispose();
    adam.dispose();
  };
  return { step, parameters, dispose };
}

export const inputs = (rng: Rng, batch = 5): tf.Tensor[] => [
  rng.fold(0).normal<tf.Rank.R4>([batch, 6, 6, 1]),
  rng.fold(1).normal<tf.Rank.R2>([batch, 2]),
  tf.scalar(0.01),
  tf.scalar(1e-8),
];

export function run(step: Step, args: tf.Tensor[]): number {
  const [loss] = tf.tidy(() => step(...args));
  const value = loss!.dataSync()[0]!;
  tf.dispose([loss!, ...args]);
  return value;
}

/** Folders of this process's graphs in the temporary folder. */
export const graphFolders = () =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`dgm-graph-${process.pid}-`));
