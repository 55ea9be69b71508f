import type { Rng } from "../../lib/core";
import { normalNumbers, type Draw } from "./noiseExamples";

/** What examples a family of models is for. */
export interface ExampleFamily {
  /** Shape of one example. */
  readonly eventShape: readonly number[];
  /** Examples that the model is for, [n,...event]. @default standard normal numbers */
  readonly examples?: Draw;
}

/** A family of models with a log-density, or a bound of it. */
export interface LikelihoodFamily<Model> extends ExampleFamily {
  /** A small model with weights from the key. */
  create(rng: Rng): Model & { dispose(): void };
}

/** How examples of the family are made. */
export const examplesOf = ({ eventShape, examples }: ExampleFamily): Draw =>
  examples ?? normalNumbers(eventShape);
