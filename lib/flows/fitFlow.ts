import type { Examples } from "../core/examples";
import { keyTensor, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { Parameters } from "../nn";
import { prepareFit, train, type FitOptions, type Objective, type TrainHistory } from "../train";
import type { Bijector } from "./bijector";
import type { Dequantiser } from "./dequantiser";

/** What training needs of a flow. */
export interface FittedFlow {
  readonly kind: string;
  readonly config: object;
  readonly eventShape: readonly number[];
  readonly parameters: Parameters;
  readonly bijector: Bijector;
  /** Log-density as the loss sees it, [B,...] → [B], nats. */
  logProb(x: tf.Tensor): tf.Tensor1D;
  readonly dequantiser?: Dequantiser;
  /** Kept with the parameters: 1 when what depends on the data has been set; [1]. */
  readonly initialised?: tf.Variable;
}

/**
 * Maximum likelihood: minimises E[-log p(x)], which is KL(data || model) and a constant; of dequantised data the bound
 * E[log q(x̃|x) - log p(x̃)] in bits per dimension.
 *
 * What is to depend on the data is set from the first batch before the first update, once in a model's life. A run that is
 * resumed sets it as well, but then the stored state replaces it.
 */
export async function fitFlow(
  flow: FittedFlow,
  data: Examples,
  options: FitOptions,
): Promise<TrainHistory> {
  const { batchSize = 128, ...run } = options;
  const { kind, config, eventShape, parameters } = flow;
  const { indices, fingerprint } = prepareFit(
    { where: kind, eventShape, hint: "the flow's dim, or its imageSize and channels" },
    data,
    { batchSize, rng: options.rng },
    { model: config, kind },
  );
  await initialise(flow, () => data.batch(indices(0)), options.rng.fold("initialise"));
  return train(parameters, createObjective(flow, data, indices), { fingerprint, ...run });
}

function createObjective(
  { logProb, dequantiser, eventShape }: FittedFlow,
  data: Examples,
  indices: (step: number) => Uint32Array,
): Objective {
  if (!dequantiser) {
    return {
      inputs: (step) => [data.batch(indices(step))],
      loss: (x) => tf.tidy(() => logProb(x!).mean<tf.Scalar>().neg()),
    };
  }
  const bits = tf.util.sizeFromShape([...eventShape]) * Math.LN2;
  return {
    inputs: (step, rng) => [data.batch(indices(step)), keyTensor(rng)],
    loss: (x, key) =>
      tf.tidy(() => {
        const { value, logDensity } = dequantiser.dequantise(x!, key as KeyTensor);
        return logDensity.sub(logProb(value)).mean<tf.Scalar>().div(bits);
      }),
  };
}

async function initialise(
  { bijector, dequantiser, initialised }: FittedFlow,
  firstBatch: () => tf.Tensor,
  rng: Rng,
): Promise<void> {
  if (!initialised || (await initialised.data<"float32">())[0] === 1) return;
  tf.tidy(() => {
    const x = firstBatch();
    const seen = dequantiser ? dequantiser.dequantise(x, keyTensor(rng)).value : x;
    bijector.initialise?.(seen);
    initialised.assign(tf.ones([1]));
  });
}
