import type { NdArray } from "dgm/core";
import type { TrainHistory, TrainOptions } from "dgm/train";

/** What a recipe is given to train with. */
export type RunOptions = Pick<TrainOptions, "steps" | "signal" | "onProgress" | "stateFile">;

/** What a trained recipe hands over to be written as a checkpoint. */
export interface Trained {
  readonly history: TrainHistory;
  readonly weights: ReadonlyMap<string, NdArray>;
  readonly config: Readonly<Record<string, unknown>>;
  /** `id` of the examples. */
  readonly data: string;
  readonly parameters: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** How a shipped checkpoint is made: `npm run train -- <name>`. */
export interface Recipe {
  readonly name: string;
  /** A sentence for the card. */
  readonly description: string;
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  run(options: RunOptions): Promise<Trained>;
}
