import {
  createAutoregressive,
  createFlowBatchNorm,
  createIaf,
  createMaf,
  createPermutation,
  createPictureMaf,
  inverted,
} from "../../lib/flows";
import type * as tf from "../../lib/core/tf";
import { bijectorContract, layer } from "../contracts/bijector";

bijectorContract("an autoregressive layer", {
  create: layer((scope) => createAutoregressive(scope, { dim: 4, activation: "tanh" })),
  eventShape: [4],
});

bijectorContract("a linear autoregressive layer in another order", {
  create: layer((scope) =>
    createAutoregressive(scope, { dim: 4, hidden: [], order: [2, 0, 3, 1] }),
  ),
  eventShape: [4],
  roundTrip: 2e-5,
});

bijectorContract("an inverse autoregressive layer", {
  create: layer((scope) =>
    inverted(createAutoregressive(scope, { dim: 3, hidden: [8, 8], activation: "silu" })),
  ),
  eventShape: [3],
  roundTrip: 2e-5,
});

bijectorContract("a permutation", {
  create: layer(() => createPermutation([2, 0, 3, 1])),
  eventShape: [4],
});

bijectorContract("batch normalisation outside training", {
  create: layer((scope) => createFlowBatchNorm(scope, { dim: 3 }).bijector),
  eventShape: [3],
});

const stack = { layers: 2, hidden: [8], activation: "tanh", permutation: "random" } as const;

bijectorContract("a MAF", {
  create: (rng) => createMaf({ dim: 3, ...stack }, rng),
  eventShape: [3],
  roundTrip: 2e-5,
});

bijectorContract("an IAF", {
  create: (rng) => createIaf({ dim: 3, ...stack }, rng),
  eventShape: [3],
  roundTrip: 2e-5,
});

bijectorContract("a MAF of pictures", {
  create: (rng) => createPictureMaf({ imageSize: 2, lambda: 0.05, ...stack }, rng),
  eventShape: [2, 2, 1],
  latentShape: [4],
  examples: (n, rng) => rng.uniform<tf.Rank.R4>([n, 2, 2, 1]).mul(1.8).sub(0.9),
  roundTrip: 2e-5,
  step: 5e-3,
});
