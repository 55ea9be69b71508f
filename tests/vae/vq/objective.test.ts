import { beforeEach, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { keyTensor } from "../../../lib/core/random";
import * as tf from "../../../lib/core/tf";
import { Parameters } from "../../../lib/nn";
import { bernoulli } from "../../../lib/vae";
import { codebookDefaults, createCodebook } from "../../../lib/vae/vq/codebook";
import { createCodePrior } from "../../../lib/vae/vq/codePrior";
import { createObjective } from "../../../lib/vae/vq/objective";
import { noiseExamples } from "../../contracts/noiseExamples";
import { nativeOnly } from "../../contracts/native";

beforeEach(nativeOnly);

it("is -log p(x|z_q) + β |z_e - z_q|², by hand: z_e = ±(0.5, 0.2), codes ±(1, 0), a decoder that knows nothing", () => {
  const parameters = new Parameters(seed(1));
  const codebook = createCodebook(
    parameters.in("codebook"),
    codebookDefaults({ codes: 2, codeDim: 2 }),
  );
  const vectors = tf.tensor2d([1, 0, -1, 0], [2, 2]);
  parameters.buffers.get("codebook.vectors")!.assign(vectors);
  const prior = createCodePrior(parameters.in("prior"), { positions: 1, codes: 2, decay: 0.99 });
  const parts = {
    codebook,
    prior,
    output: bernoulli,
    side: 1,
    encodeFeatures: (x: tf.Tensor) =>
      tf.tidy(() => x.reshape<tf.Tensor2D>([-1, 1]).mul<tf.Tensor2D>(tf.tensor1d([0.5, 0.2]))),
    decodeFeatures: (z: tf.Tensor2D) => tf.zeros<tf.Rank.R4>([z.shape[0], 1, 1, 1]),
  };
  const data = noiseExamples(2, [1, 1, 1]);
  const indices = () => Uint32Array.of(0, 1);
  for (const commitment of [0, 0.25, 2]) {
    const { loss } = createObjective(parts, { data, indices, commitment });
    parameters.buffers.get("codebook.vectors")!.assign(vectors);
    const found = tf.tidy(() => {
      const x = tf.tensor4d([1, -1], [2, 1, 1, 1]);
      return loss(x, keyTensor(seed(2))).dataSync()[0]!;
    });
    expect(found).toBeCloseTo(Math.LN2 + commitment * (0.5 ** 2 + 0.2 ** 2), 5);
  }
  vectors.dispose();
  parameters.dispose();
});
