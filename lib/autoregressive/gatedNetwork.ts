import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { Parameters } from "../nn";
import type { FullConfig } from "./config";
import { COORDINATES, withCoordinates } from "./coordinates";
import { createGatedLayer, type GatedLayer } from "./gatedLayer";
import { createHead } from "./head";
import { createLevelEmbedding, type LevelEmbedding } from "./levelEmbedding";
import { colourDegrees } from "./masks";
import type { PixelNetwork } from "./network";
import { createCachedNetwork } from "./sampling/cachedNetwork";

/**
 * The gated PixelCNN: a vertical stack that sees all rows above and a horizontal one that sees the row up to the pixel, and is
 * told what the vertical one has found; together everything before the pixel, without a blind spot. Van den Oord et al.
 * 2016b, sections 2.2 to 2.4.
 */
export function createGatedNetwork(config: FullConfig, outputs: number, rng: Rng): PixelNetwork {
  const { shape, levels, features, layers, firstKernel, kernel, classes, firstMask } = config;
  const colours = shape[2];
  const parameters = new Parameters(rng);
  const embedding = createLevelEmbedding(parameters.in("layer0"), {
    levels,
    colours,
    size: config.embedding,
  });
  const input = [
    ...colourDegrees(colours, colours),
    ...Array<number>(COORDINATES).fill(0),
    ...embedding.degrees,
  ];
  const hidden = colourDegrees(features, colours);
  const reaches = [firstKernel, ...Array<number>(layers).fill(kernel)].map((n) => (n - 1) / 2);
  const stack = reaches.map((reach, i) => {
    const layer = createGatedLayer(parameters.in(`layer${i}`), {
      type: i === 0 ? firstMask : "B",
      from: i === 0 ? input : hidden,
      to: hidden,
      reach,
      classes,
      first: i === 0,
      last: i === layers,
    });
    return i === 0 ? toldLevels(layer, embedding) : layer;
  });
  const head = createHead(parameters.in("head"), config, outputs);

  const predict: PixelNetwork["predict"] = (x, oneHot) =>
    tf.tidy(() => {
      const picture = withCoordinates(x);
      let [v, h] = [picture, picture];
      stack.forEach((layer, i) => {
        const [reach, earlier] = [reaches[i]!, i > 0];
        const around = padded(v, { top: reach, left: reach, right: reach });
        const seen = layer.above(earlier ? around : withoutLastRow(around));
        const link = layer.link(seen, oneHot);
        h = layer.horizontal(padded(h, { left: reach }), link, earlier ? h : undefined);
        v = layer.vertical?.(seen, earlier ? v : undefined, oneHot) ?? v;
      });
      return head(h);
    });
  const cached = { stack, reaches, head, shape, features };
  return {
    parameters,
    predict,
    ...(firstMask === "A" && { cached: createCachedNetwork(cached) }),
  };
}

/** The first layer, which sees the picture itself, told of its levels as well. */
const toldLevels = (layer: GatedLayer, { append }: LevelEmbedding): GatedLayer => ({
  ...layer,
  above: (window) => tf.tidy(() => layer.above(append(window))),
  horizontal: (window, link, h) => tf.tidy(() => layer.horizontal(append(window), link, h)),
});

const withoutLastRow = (x: tf.Tensor4D) => x.slice([0, 0, 0, 0], [-1, x.shape[1] - 1, -1, -1]);

function padded(
  x: tf.Tensor4D,
  { top = 0, left = 0, right = 0 }: { top?: number; left?: number; right?: number },
): tf.Tensor4D {
  return tf.pad(x, [
    [0, 0],
    [top, 0],
    [left, right],
    [0, 0],
  ]);
}
