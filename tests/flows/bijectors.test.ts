import type * as tf from "../../lib/core/tf";
import { createActnorm } from "../../lib/flows/actnorm";
import { compose } from "../../lib/flows/compose";
import { createConvConditioner, createMlpConditioner } from "../../lib/flows/conditioners";
import { additiveCoupling, affineCoupling } from "../../lib/flows/coupling";
import { createDiagonalScaling } from "../../lib/flows/diagonalScaling";
import { exchangeHalves } from "../../lib/flows/exchangeHalves";
import { factorOut, flatten } from "../../lib/flows/factorOut";
import { createInvertibleConv } from "../../lib/flows/invertibleConv";
import { logit } from "../../lib/flows/logit";
import { checkerboard, halves, masked, type Partition } from "../../lib/flows/partition";
import { squeeze } from "../../lib/flows/squeeze";
import type { ParameterScope } from "../../lib/nn";
import { bijectorContract, layer } from "../contracts/bijector";

/** A perceptron that sees what is kept, with two outputs for each number that is moved. */
const perceptron = (scope: ParameterScope, { keptSize, movedSize }: Partition, outputs: number) =>
  createMlpConditioner(scope, {
    inFeatures: keptSize,
    outFeatures: outputs * movedSize,
    width: 8,
    depth: 1,
  });

bijectorContract("actnorm of points", {
  create: layer((parameters) => createActnorm(parameters, [3])),
  eventShape: [3],
});

bijectorContract("actnorm of pictures", {
  create: layer((parameters) => createActnorm(parameters, [2, 2, 2])),
  eventShape: [2, 2, 2],
});

bijectorContract("a plain 1x1 convolution", {
  create: layer((parameters) => createInvertibleConv(parameters, [2, 1, 3], "plain")),
  eventShape: [2, 1, 3],
});

bijectorContract("a PLU 1x1 convolution", {
  create: layer((parameters) => createInvertibleConv(parameters, [2, 1, 3], "plu")),
  eventShape: [2, 1, 3],
});

bijectorContract("a diagonal scaling", {
  create: layer((parameters) => createDiagonalScaling(parameters, [2, 3])),
  eventShape: [2, 3],
});

bijectorContract("an additive coupling of halves", {
  create: layer((parameters) => {
    const partition = halves([5], "first");
    return additiveCoupling(partition, perceptron(parameters, partition, 1));
  }),
  eventShape: [5],
});

for (const kept of ["first", "second"] as const) {
  bijectorContract(`an affine coupling that keeps the ${kept} half`, {
    create: layer((parameters) => {
      const partition = halves([5], kept);
      return affineCoupling(partition, perceptron(parameters, partition, 2));
    }),
    eventShape: [5],
  });

  bijectorContract(`an affine coupling that keeps the ${kept} colour of the checkerboard`, {
    create: layer((parameters) => {
      const sizes = { inChannels: 1, outChannels: 2, hidden: 4 };
      const conditioner = createConvConditioner(parameters, sizes);
      return affineCoupling(checkerboard([3, 2, 1], kept), conditioner);
    }),
    eventShape: [3, 2, 1],
    step: 1e-3, // ReLU has a kink
  });
}

bijectorContract("an additive coupling under a mask", {
  create: layer((parameters) => {
    const partition = masked([4], [1, 0, 0, 1]);
    return additiveCoupling(partition, perceptron(parameters, partition, 1));
  }),
  eventShape: [4],
});

bijectorContract("an exchange of the halves", {
  create: layer(() => exchangeHalves([2, 1, 4])),
  eventShape: [2, 1, 4],
});

bijectorContract("a squeeze", {
  create: layer(() => squeeze([2, 4, 2])),
  eventShape: [2, 4, 2],
  latentShape: [1, 2, 8],
});

bijectorContract("flattening", {
  create: layer(() => flatten([2, 1, 3])),
  eventShape: [2, 1, 3],
  latentShape: [6],
});

bijectorContract("factoring out", {
  create: layer((parameters) =>
    factorOut([2, 1, 4], compose([createActnorm(parameters, [2, 1, 2]), flatten([2, 1, 2])])),
  ),
  eventShape: [2, 1, 4],
  latentShape: [8],
});

bijectorContract("the logit", {
  create: layer(() => logit(0.05)),
  eventShape: [4],
  examples: (n, rng) => rng.uniform<tf.Rank.R2>([n, 4]).mul(1.9).sub(0.95),
  anyShape: true,
  step: 5e-3, // near ±1 it is steep
});

bijectorContract("a composition", {
  create: layer((parameters) => {
    const partitions = [halves([4], "first"), halves([4], "second")] as const;
    return compose([
      createActnorm(parameters.in("actnorm"), [4]),
      affineCoupling(partitions[0], perceptron(parameters.in("a"), partitions[0], 2)),
      createInvertibleConv(parameters.in("mixing"), [4]),
      affineCoupling(partitions[1], perceptron(parameters.in("b"), partitions[1], 2)),
    ]);
  }),
  eventShape: [4],
  roundTrip: 2e-5,
});
