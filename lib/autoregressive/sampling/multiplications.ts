import { countMultiplications } from "../../core/multiplications";
import * as tf from "../../core/tf";
import { COORDINATES } from "../coordinates";
import type { FullConfig } from "../config";
import type { PixelNetwork } from "../network";
import type { SamplingMethod } from "./options";

export interface DrawnNetwork {
  readonly config: FullConfig;
  readonly network: PixelNetwork;
}

/**
 * The multiplications in convolutions and matrix products that drawing one picture takes, counted on the network's own steps:
 * a pass for each pixel, or with memory a step for each row and one for each pixel. (A pixel of C colours is asked about C
 * times.)
 * @throws RangeError for "cached" where the network cannot.
 */
export async function drawingMultiplications(
  { config, network }: DrawnNetwork,
  method: SamplingMethod,
): Promise<number> {
  const { shape, classes } = config;
  const [H, W, C] = shape;
  const questions = H * W * C;
  const oneHot = () => (classes > 0 ? tf.zeros<tf.Rank.R2>([1, classes]) : undefined);
  if (method === "naive") {
    const pass = () => network.predict(tf.zeros([1, ...shape]), oneHot());
    return questions * (await countMultiplications(pass));
  }
  const { cached } = network;
  if (!cached) throw new RangeError('drawingMultiplications: the network has no method "cached".');
  const reach = cached.reaches[0]!;
  const window = (rows: number, columns: number) =>
    tf.zeros<tf.Rank.R4>([1, rows, columns, C + COORDINATES]);
  const newRow = () => cached.row(window(reach, W + 2 * reach), cached.emptyRows(1), oneHot());
  const links = 2 * config.features * cached.reaches.length;
  const newPixel = () =>
    cached.pixel(window(1, reach + 1), cached.emptyPixels(1), tf.zeros([1, 1, 1, links]));
  return (
    H * (await countMultiplications(newRow)) + questions * (await countMultiplications(newPixel))
  );
}
