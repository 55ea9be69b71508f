import type { Examples } from "../core/examples";
import { createBatches } from "./batches";
import type { RunOptions, TrainOptions } from "./trainer";

/** What every model's `fit` takes. */
export interface FitOptions extends TrainOptions {
  /** Examples in one update. */
  readonly batchSize?: number;
}

/** What a model's `fit` starts from. */
export interface Fitting {
  /** Which examples belong to update number `step`. */
  readonly indices: (step: number) => Uint32Array;
  /** Says which run this is: the same model, data, key and settings. */
  readonly fingerprint: string;
}

/**
 * The batches and the fingerprint of a run on `data`.
 * @param described what else decides the run: the model's config, the settings of its loss
 * @throws RangeError when the examples are not of the model's shape, or too few for a batch.
 */
export function prepareFit(
  model: { readonly where: string; readonly eventShape: readonly number[]; readonly hint: string },
  data: Examples,
  options: Pick<RunOptions, "rng"> & { readonly batchSize: number },
  described: object,
): Fitting {
  const { where, eventShape, hint } = model;
  if (data.eventShape.join() !== eventShape.join()) {
    throw new RangeError(
      `${where}: the data's examples have shape [${data.eventShape.join(", ")}]; the network is for ` +
        `[${eventShape.join(", ")}]. Change ${hint}.`,
    );
  }
  const { batchSize, rng } = options;
  const indices = createBatches(data.count, batchSize, rng.fold("batches"));
  const fingerprint = JSON.stringify({ ...described, batchSize, data: data.id, key: rng.key });
  return { indices, fingerprint };
}
