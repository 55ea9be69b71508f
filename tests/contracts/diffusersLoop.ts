import * as tf from "../../lib/core/tf";
import {
  ancestral,
  ddim,
  dpmSolver2M,
  euler,
  fPndm,
  heun,
  plms,
  sampleLoop,
  type SampleOptions,
  type Stepper,
  type TrainedProcess,
} from "../../lib/diffusion";
import { alphaBars, linearBetas } from "../../lib/math";
import { golden } from "./golden";

/** One row of samplers.json: a whole loop of a diffusers scheduler. */
interface Row {
  /** diffusers' own timesteps do not fit together, so that only closeness is to be expected. */
  readonly inexact?: true;
  readonly stepper: string;
  readonly config: object;
  readonly options: SampleOptions;
  readonly prediction: "epsilon" | "x0" | "v";
  /** The network gives a variance as well. */
  readonly learned: boolean;
  /** Starts from -8 to 8 rather than from 0 to 1, and halves the network, so that clipping acts. */
  readonly wide: boolean;
  readonly sum: number;
  readonly meanAbsolute: number;
  /** Every 97th, from the third. */
  readonly entries: readonly number[];
}

const rows = golden<Record<string, Row>>("samplers");

/** Names of the rows of a stepper that must be reproduced; or of those that can't be. */
export const rowsOf = (stepper: string, inexact = false): string[] =>
  Object.keys(rows).filter((name) => {
    const row = rows[name]!;
    return row.stepper === stepper && (row.inexact ?? false) === inexact;
  });

const factories: Record<string, (config: object) => Stepper> = {
  ancestral,
  ddim,
  dpmSolver2M,
  euler,
  fPndm,
  heun,
  plms,
};

export const linearBars = alphaBars(linearBetas(1000));
const SIZE = 4 * 192;

/** `dummy_sample_deter` of diffusers' tests, [4, 192]: [4, 3, 8, 8] with the first axis counting fastest. */
export function countingStart(wide = false): tf.Tensor {
  const values = Float32Array.from({ length: SIZE }, (_, k) => {
    const value = (4 * (k % 192) + Math.floor(k / 192)) / SIZE;
    return wide ? 16 * value - 8 : value;
  });
  return tf.tensor(values, [4, 192]);
}

const noise = (index: number) =>
  tf.tensor(
    Float32Array.from({ length: SIZE }, (_, k) => 1.4 * Math.sin(1.7 * k + 0.3 * index)),
    [4, 192],
  );

/** `dummy_model`: x t / (t + 1). */
export const dummyNetwork = (x: tf.Tensor, t: tf.Tensor1D) =>
  x.mul(t.div(t.add(1)).reshape([-1, ...x.shape.slice(1).map(() => 1)]));

/** Runs a row's loop, with its own stepper or another one: what came, and what diffusers got, sum, mean of absolute values and entries. */
export async function runRow(name: string, other?: Stepper) {
  const { stepper, config, options, prediction, learned, wide, ...expected } = rows[name]!;
  const mean = (x: tf.Tensor, t: tf.Tensor1D) => dummyNetwork(x, t).mul(wide ? 0.5 : 1);
  const network: TrainedProcess["network"] = learned
    ? (x, t) => tf.concat([mean(x, t), x.mul(3).sin()], 1)
    : mean;
  const start = countingStart(wide);
  const { x, evaluations } = await sampleLoop(
    { alphaBars: linearBars, network, prediction },
    other ?? factories[stepper]!(config),
    start,
    { ...options, noise },
  );
  const values = Float64Array.from(await x.data());
  tf.dispose([x, start]);
  return {
    values,
    evaluations,
    expected,
    actual: {
      sum: values.reduce((a, b) => a + b, 0),
      meanAbsolute: values.reduce((a, b) => a + Math.abs(b), 0) / SIZE,
      entries: values.filter((_, i) => i % 97 === 2),
    },
  };
}
