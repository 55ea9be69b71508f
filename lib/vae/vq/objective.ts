import type { Examples } from "../../core/examples";
import { keyTensor, type KeyTensor } from "../../core/random";
import * as tf from "../../core/tf";
import { perExampleSum } from "../../nn";
import type { Objective } from "../../train";
import type { VqParts } from "./parts";
import { quantise } from "./quantise";

interface ObjectiveParts {
  readonly data: Examples;
  readonly indices: (step: number) => Uint32Array;
  readonly commitment: number;
}

/**
 * -log p(x|z_q) + β |z_e - sg(z_q)|², nats per example, mean over the batch; equation 3 with the codebook's term replaced by
 * moving averages (appendix A.1), which the loss lets follow.
 */
export function createObjective(
  parts: VqParts,
  { data, indices, commitment }: ObjectiveParts,
): Objective {
  const { codebook, prior, output, side, encodeFeatures, decodeFeatures } = parts;
  return {
    inputs: (step, rng) => [data.batch(indices(step)), keyTensor(rng)],
    loss: (x, key) =>
      tf.tidy(() => {
        const z = encodeFeatures(x!);
        const { fixed, passed } = quantise(codebook, z);
        const reconstruction = output.logProb(x!, decodeFeatures(passed));
        const distance = perExampleSum(z.sub(fixed).square().reshape([x!.shape[0]!, -1]));
        const codes = codebook.nearest(z);
        codebook.follow(z, codes, key as KeyTensor);
        prior.follow(codes.reshape([-1, side * side]));
        return distance.mul(commitment).sub(reconstruction).mean<tf.Scalar>();
      }),
  };
}
