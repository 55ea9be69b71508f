import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { Parameters } from "../nn";
import type { FullConfig } from "./config";
import { COORDINATES, withCoordinates } from "./coordinates";
import { createHead } from "./head";
import { createMaskedConv2d, createMaskedLinear } from "./maskedConv2d";
import { colourDegrees } from "./masks";
import type { PixelNetwork } from "./network";

/**
 * The first PixelCNN: a masked convolution A, then residual blocks of masked convolutions B (1x1 to half the features, k x k,
 * 1x1 back). Van den Oord et al. 2016a, sections 3.2 to 3.4, figure 5. What it sees above right narrows with every layer to
 * a staircase, and beyond that it sees nothing: the blind spot (2016b, figure 1).
 */
export function createPlainNetwork(config: FullConfig, outputs: number, rng: Rng): PixelNetwork {
  const { shape, features, layers, firstKernel, kernel, firstMask } = config;
  const colours = shape[2];
  const parameters = new Parameters(rng);
  const input = [...colourDegrees(colours, colours), ...Array<number>(COORDINATES).fill(0)];
  const whole = colourDegrees(features, colours);
  const half = colourDegrees(features / 2, colours);
  const first = createMaskedConv2d(parameters.in("first"), {
    type: firstMask,
    from: input,
    to: whole,
    kernelSize: firstKernel,
  });
  const blocks = Array.from({ length: layers }, (_, i) => {
    const scope = parameters.in(`block${i}`);
    return [
      createMaskedLinear(scope.in("narrow"), { type: "B", from: whole, to: half }),
      createMaskedConv2d(scope.in("conv"), { type: "B", from: half, to: half, kernelSize: kernel }),
      createMaskedLinear(scope.in("widen"), { type: "B", from: half, to: whole }),
    ];
  });
  const head = createHead(parameters.in("head"), config, outputs);
  const residual = (x: tf.Tensor4D, block: (typeof blocks)[number]) =>
    x.add<tf.Tensor4D>(block.reduce((h, layer) => layer(tf.relu(h)), x));

  const predict = (x: tf.Tensor4D) =>
    tf.tidy(() => head(blocks.reduce(residual, first(withCoordinates(x)))));
  return { parameters, predict };
}
