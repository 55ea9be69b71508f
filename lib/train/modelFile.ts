import path from "node:path";
import { seed, type Rng } from "../core/rng";
import type * as tf from "../core/tf";
import type { Trainable } from "../core/trainable";
import { loadCheckpoint, saveCheckpoint, type CardNotes, type CheckpointCard } from "./checkpoint";
import { readTensors, withTensors } from "./tensorMaps";

/** What a file of a model is made of. */
export interface SavedModel {
  /** The kind of model, "ddpm" for instance: who can load it. */
  readonly kind: string;
  /** What the file is for, in a sentence. */
  readonly description: string;
  /** Everything needed to rebuild the model. */
  readonly config: object;
  readonly parameters: SavedParameters;
}

/** The numbers of a model: variables and buffers together, and how many of them are trained. */
export interface SavedParameters extends Pick<Trainable, "assign"> {
  readonly all: ReadonlyMap<string, tf.Variable>;
  readonly count: number;
}

/** Writes a model to `file` (.safetensors, float16) and a card beside it. @throws Error as `saveCheckpoint`. */
export async function saveModel(
  file: string,
  { kind, description, config, parameters }: SavedModel,
  notes: CardNotes = {},
): Promise<CheckpointCard> {
  return saveCheckpoint(file, await readTensors(parameters.all), {
    name: path.basename(file, ".safetensors"),
    description,
    kind,
    config: { ...config },
    parameters: parameters.count,
    ...notes,
  });
}

/** A model that can be made from its config and filled from a file. */
export interface Loadable {
  readonly parameters: SavedParameters;
  dispose(): void;
}

/**
 * The model that `saveModel` wrote, built anew by `create` and given the stored weights.
 * @throws Error when the file is missing, damaged, or of another kind or architecture; then nothing is left behind.
 */
export async function loadModel<Config, Model extends Loadable>(
  file: string,
  kind: string,
  create: (config: Config, rng: Rng) => Model,
): Promise<{ model: Model; card: CheckpointCard }> {
  const { card, weights } = await loadCheckpoint(file, kind);
  const model = create(card.config as Config, seed(0));
  try {
    withTensors(weights, (tensors) => model.parameters.assign(tensors));
    return { model, card };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
