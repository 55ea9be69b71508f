import { seed, type Examples, type Rng } from "dgm/core";
import type { FitOptions, TrainHistory } from "dgm/train";
import type { RunOptions, Trained } from "./recipe";

/** A model as recipes train it. */
interface Trainee<Data extends Examples, Options> {
  fit(data: Data, options: Options): Promise<TrainHistory>;
  readonly save: Trained["save"];
}

/**
 * Trains a new model on `data`: its first weights and everything random of its training come from the recipe's seed.
 * @param settings what `fit` is told besides
 */
export async function trainOn<Data extends Examples, Options extends FitOptions>(
  data: Data,
  seedValue: number,
  create: (rng: Rng) => Trainee<Data, Options> | Promise<Trainee<Data, Options>>,
  settings: RunOptions & Omit<Options, "rng">,
): Promise<Trained> {
  const [initRng, rng] = seed(seedValue).split(2) as [Rng, Rng];
  const model = await create(initRng);
  const history = await model.fit(data, { ...settings, rng } as unknown as Options);
  return { history, data: data.id, save: model.save };
}
