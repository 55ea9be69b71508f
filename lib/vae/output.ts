import { requireNumber } from "../core/arguments";
import { valuesNow, type NdArray } from "../core/ndarray";
import type { KeyTensor } from "../core/random";
import * as tf from "../core/tf";
import type { ParameterScope } from "../nn";
import { bernoulli } from "./bernoulli";
import { discretizedLogistic } from "./discretizedLogistic";
import { gaussian } from "./gaussianOutput";

/** p(x|z): what the decoder's numbers ("raw", [B,...event] with a longer last axis) mean. */
export interface OutputDistribution {
  /** Raw numbers for each number of the data. */
  readonly outputs: number;
  /** Checks that data have a probability. Absent where all have. @throws RangeError for values that have none. */
  requireData?(where: string, x: NdArray): void;
  /** log p(x|z) of each example, nats, [B]. */
  logProb(x: tf.Tensor, raw: tf.Tensor): tf.Tensor1D;
  /** E[x|z], [B,...event]. */
  mean(raw: tf.Tensor): tf.Tensor;
  /** A draw from p(x|z), [B,...event]. */
  sample(raw: tf.Tensor, key: KeyTensor): tf.Tensor;
}

export const outputKinds = ["bernoulli", "discretizedLogistic", "gaussian"] as const;

/**
 * "bernoulli": pixels are black or white, -1 or 1; grey ones count as that probability of white, which makes a loss but no
 * likelihood. "discretizedLogistic": pixels of 256 levels on [-1, 1]. "gaussian": real numbers, with a density.
 */
export type OutputKind = (typeof outputKinds)[number];

export interface OutputConfig {
  /** @default "discretizedLogistic" for pictures, "gaussian" for points */
  readonly output?: OutputKind;
  /** Standard deviation of a Gaussian output, the same for all numbers of all examples. @default "learned" */
  readonly deviation?: number | "learned";
}

/** An output with everything decided: there is a deviation where it is Gaussian. */
export type FullOutput = { readonly output: OutputKind } & Pick<OutputConfig, "deviation">;

/** @throws RangeError for an unknown kind, one that is for pictures only, or a deviation that does not belong. */
export function outputDefaults(config: OutputConfig, points: boolean): FullOutput {
  const { output = points ? "gaussian" : "discretizedLogistic", deviation } = config;
  if (!outputKinds.includes(output)) {
    throw new RangeError(`vae: output=${String(output)}; pass one of ${outputKinds.join(", ")}.`);
  }
  if (points && output !== "gaussian") {
    throw new RangeError(`vae: output "${output}" is for pixels; pass "gaussian" for points.`);
  }
  if (deviation !== undefined && output !== "gaussian") {
    throw new RangeError(`vae: a deviation with output "${output}", which has none; leave it out.`);
  }
  if (typeof deviation === "number") {
    requireNumber("vae", "deviation", deviation, Number.MIN_VALUE);
  }
  return output === "gaussian" ? { output, deviation: deviation ?? "learned" } : { output };
}

/** `requireData` of a tensor, where its values can be had at once. */
export function requireTensorData(
  where: string,
  x: tf.Tensor,
  output: Pick<OutputDistribution, "requireData">,
): void {
  const values = output.requireData && valuesNow(x);
  if (values) output.requireData?.(where, values);
}

export function createOutput(
  scope: ParameterScope,
  { output, deviation = "learned" }: FullOutput,
): OutputDistribution {
  if (output === "bernoulli") return bernoulli;
  if (output === "discretizedLogistic") return discretizedLogistic;
  return gaussian(scope, deviation);
}
