import { keyTensor, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { Trainable } from "../core/trainable";
import {
  drawTimesteps,
  emptyHistory,
  recordLosses,
  timestepProbabilities,
  type DrawnTimesteps,
  type TimestepSampling,
} from "./timestepSampler";

/** How a training run draws its timesteps: its state lies in buffers beside the network's, and is saved and resumed. */
export interface TimestepTraining {
  /** Whether all losses count alike and none is remembered. */
  readonly plain: boolean;
  /** What an update needs from outside, made from its key. */
  input(rng: Rng, count: number): tf.Tensor;
  /** The timesteps of an update, inside its compiled step. */
  drawn(input: tf.Tensor1D, count: number): DrawnTimesteps;
  /** Remembers an update's losses, [B], inside its compiled step. */
  record(t: tf.Tensor1D, losses: tf.Tensor1D): void;
  /** The network's parameters, with the sampler's state among the buffers. */
  trainable(parameters: Trainable): Trainable;
  dispose(): void;
}

const uniform = (T: number): TimestepTraining => ({
  plain: true,
  input: (rng, count) => tf.tensor1d(rng.integerArray(count, { high: T }), "int32"),
  drawn: (t, count) => ({ t, weights: tf.ones([count]) }),
  record: () => undefined,
  trainable: (parameters) => parameters,
  dispose: () => undefined,
});

const BUFFERS = ["timesteps.losses", "timesteps.counts"] as const;

function lossSecondMoment(T: number): TimestepTraining {
  const start = emptyHistory(T);
  const losses = tf.variable(start.losses, false) as tf.Variable<tf.Rank.R2>;
  const counts = tf.variable(start.counts, false) as tf.Variable<tf.Rank.R1>;
  tf.dispose([start.losses, start.counts]);
  const history = { losses, counts };
  return {
    plain: false,
    input: (rng) => keyTensor(rng),
    drawn: (key, count) => drawTimesteps(timestepProbabilities(history), count, key as KeyTensor),
    record(t, newest) {
      tf.tidy(() => {
        const next = recordLosses(history, t, newest);
        losses.assign(next.losses);
        counts.assign(next.counts);
      });
    },
    trainable: (parameters) => ({
      variables: parameters.variables,
      buffers: new Map<string, tf.Variable>([
        ...parameters.buffers,
        [BUFFERS[0], losses],
        [BUFFERS[1], counts],
      ]),
      assign(values) {
        const own = new Map([...values].filter(([name]) => !BUFFERS.includes(name as never)));
        parameters.assign(own);
      },
    }),
    dispose: () => tf.dispose([losses, counts]),
  };
}

/** @throws RangeError for an unknown way to draw. */
export function createTimestepTraining(sampling: TimestepSampling, T: number): TimestepTraining {
  if (sampling === "uniform") return uniform(T);
  if (sampling === "loss-second-moment") return lossSecondMoment(T);
  throw new RangeError(
    `ddpm: timesteps=${String(sampling)}; pass "uniform" or "loss-second-moment".`,
  );
}
