import * as tf from "../../../lib/core/tf";
import { compile, type Step } from "../../../lib/core/compile/compile";
import { ddim, sampleLoop } from "../../../lib/diffusion";
import { alphaBars, linearBetas } from "../../../lib/math";
import { createAdam, createEma, lossAndGradients } from "../../../lib/train";
import type { BenchNetwork } from "./network";

/** How steps are run: op by op, as one call, or as one call whose products are in bfloat16. */
export type Mode = "eager" | "compiled" | "bfloat16";

const LEARNING_RATE = 1e-3;
const EMA_DECAY = 0.999;

/** Makes a step run in a mode. */
export const runner =
  (mode: Mode) =>
  (step: Step): Step =>
    compile(step, { eager: mode === "eager", bfloat16: mode === "bfloat16" }).run;

/**
 * A training step as the trainer makes it: loss, gradients, Adam, and a moving average of the weights where one is asked
 * for.
 * @returns a function that runs one update and reads its loss
 */
export function trainer(
  { parameters: { variables }, loss }: BenchNetwork,
  inputs: readonly tf.Tensor[],
  run: (step: Step) => Step,
  average: boolean,
): () => Promise<number> {
  const adam = createAdam(variables);
  const ema = createEma(average ? variables : new Map(), EMA_DECAY);
  let count = 0;
  const update = run((...all) => {
    const [decay, ...coefficients] = all.slice(inputs.length) as tf.Scalar[];
    const { loss: value, gradients } = lossAndGradients(
      () => loss(...all.slice(0, inputs.length)),
      variables,
    );
    adam.apply(gradients, coefficients);
    ema.update(decay!);
    return [value];
  });
  return async () => {
    count++;
    const coefficients = [ema.decay(count), ...adam.coefficients(LEARNING_RATE, count)];
    const scalars = coefficients.map((value) => tf.scalar(value));
    const [result] = update(...inputs, ...scalars);
    const [value] = await result!.data<"float32">();
    tf.dispose([result!, ...scalars]);
    return value!;
  };
}

/** One evaluation of the network while sampling, read back. @throws Error when the network has none */
export function predictor(
  { predict }: BenchNetwork,
  inputs: readonly tf.Tensor[],
  run: (step: Step) => Step,
): () => Promise<undefined> {
  if (predict === undefined) throw new Error("this network has no prediction to measure");
  const step = run((...used) => [predict(...used)]);
  const used = inputs.slice(0, -1);
  return async () => {
    const [epsilon] = step(...used);
    await epsilon!.data();
    epsilon!.dispose();
    return undefined;
  };
}

/** Timesteps of the process that is sampled from. */
const T = 1000;

/**
 * A whole loop of DDIM (η = 0, x_0 clipped) from the first input, read back.
 * @returns a function that gives the mean of the sample's absolute values. @throws Error when the network has no prediction
 */
export function sampler(
  { predict }: BenchNetwork,
  inputs: readonly tf.Tensor[],
  run: (step: Step) => Step,
  evaluations: number,
): () => Promise<number> {
  if (predict === undefined) throw new Error("this network has no prediction to sample with");
  const step = run((...used) => [predict(...used)]);
  const [start, , ...conditions] = inputs.slice(0, -1);
  const process = {
    alphaBars: alphaBars(linearBetas(T)),
    network: (x: tf.Tensor, t: tf.Tensor) => step(x, t, ...conditions)[0]!,
  };
  return async () => {
    const { x } = await sampleLoop(process, ddim(), start!, { steps: evaluations });
    const data = await x.data<"float32">();
    x.dispose();
    return data.reduce((sum, value) => sum + Math.abs(value), 0) / data.length;
  };
}
