import type { CardNotes, CheckpointCard, TrainHistory, TrainOptions } from "dgm/train";

/** What a recipe is given to train with. */
export type RunOptions = Pick<TrainOptions, "steps" | "signal" | "onProgress" | "stateFile">;

/** A trained model, ready to be written. */
export interface Trained {
  readonly history: TrainHistory;
  /** `id` of the examples. */
  readonly data: string;
  save(file: string, notes: CardNotes): Promise<CheckpointCard>;
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
  /** What the card says of the checkpoint, measured on the file as it is shipped. */
  judge(file: string): Promise<Readonly<Record<string, number>>>;
}
