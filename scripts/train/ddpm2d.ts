import { seed } from "dgm/core";
import { toy2d, type ToyName } from "dgm/datasets";
import { createDdpm, loadDdpm, type DdpmConfig } from "dgm/diffusion";
import { slicedWasserstein } from "dgm/metrics";
import type { Recipe } from "./recipe";
import { trainOn } from "./trainOn";

const SEED = 3;
const POINTS = 50_000;
const BATCH_SIZE = 256;
const STEPS = 6000;
const JUDGED = 5000;

const config: DdpmConfig = {
  network: { dim: 2, width: 128, depth: 3 },
  T: 200,
  schedule: "cosine",
};

/** A DDPM of the points of a density in the plane. */
function ddpm2d(data: ToyName, name: string): Recipe {
  const points = (key: string, count: number) => toy2d(data, count, seed(SEED).fold(key));
  return {
    name: `ddpm-2d-${name}`,
    description: `DDPM of the points of ${data}, noise prediction by a perceptron, weights averaged`,
    seed: SEED,
    steps: STEPS,
    batchSize: BATCH_SIZE,
    run: async (options) =>
      trainOn(points("training", POINTS), SEED, (rng) => createDdpm(config, rng), {
        ...options,
        batchSize: BATCH_SIZE,
      }),
    async judge(file) {
      const { model } = await loadDdpm(file);
      const rng = seed(SEED).fold("judge");
      const drawn = await model.sample(JUDGED, { rng, steps: 200, clip: "none" });
      const [held, others] = [points("held out", JUDGED), points("others", JUDGED)];
      const shape = [JUDGED, 2];
      const distance = (a: Float32Array) =>
        Number(
          slicedWasserstein(
            { data: a, shape },
            { data: held.points, shape },
            { rng },
          ).estimate.toPrecision(4),
        );
      return {
        slicedWasserstein: distance(drawn.data),
        slicedWassersteinFloor: distance(others.points),
        samples: JUDGED,
      };
    },
  };
}

export const ddpms2d: readonly Recipe[] = [
  ddpm2d("twoMoons", "two-moons"),
  ddpm2d("eightGaussians", "eight-gaussians"),
  ddpm2d("checkerboard", "checkerboard"),
  ddpm2d("swissRoll", "swiss-roll"),
];
