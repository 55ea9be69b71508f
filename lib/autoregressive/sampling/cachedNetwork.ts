import * as tf from "../../core/tf";
import type { GatedLayer } from "../gatedLayer";

/** What the computation of one row, or of one pixel, needs of those before: one tensor for each layer after the first. */
export type Caches = readonly tf.Tensor4D[];

/**
 * The gated network a row and a pixel at a time. A new row costs one row of the vertical stack, a new pixel one pixel of the
 * horizontal stack: each layer keeps the few rows and pixels before, as many as its kernel reaches.
 */
export interface CachedNetwork {
  /** How far each layer reaches. */
  readonly reaches: readonly number[];
  /** Empty caches of the vertical stack, [B,reach,W,p] each, at the top; the caller frees them. */
  emptyRows(B: number): tf.Tensor4D[];
  /** Empty caches of the horizontal stack, [B,1,reach,p] each, at the left; the caller frees them. */
  emptyPixels(B: number): tf.Tensor4D[];
  /**
   * What the row after `window` gets from the rows above, [B,1,W,layers 2p], and the caches of the next row.
   * @param window the rows above it, [B,reach,W+2 reach,C+2], with coordinates
   */
  row(window: tf.Tensor4D, caches: Caches, classes?: tf.Tensor2D): [tf.Tensor4D, ...tf.Tensor4D[]];
  /**
   * The parameters at the last pixel of `window`, [B,1,1,C,P], and the caches of the next pixel.
   * @param window the pixels to the left and itself, [B,1,reach+1,C+2], with coordinates
   * @param link its column of what `row` gives, [B,1,1,layers 2p]
   */
  pixel(window: tf.Tensor4D, caches: Caches, link: tf.Tensor4D): [tf.Tensor5D, ...tf.Tensor4D[]];
}

export interface CachedNetworkParts {
  readonly stack: readonly GatedLayer[];
  readonly reaches: readonly number[];
  readonly head: (h: tf.Tensor4D) => tf.Tensor5D;
  readonly shape: readonly [number, number, number];
  readonly features: number;
}

export function createCachedNetwork(parts: CachedNetworkParts): CachedNetwork {
  const { stack, reaches, head, shape, features } = parts;
  const W = shape[1];
  const later = reaches.slice(1);
  return {
    reaches,
    emptyRows: (B) => later.map((reach) => tf.zeros([B, reach, W, features])),
    emptyPixels: (B) => later.map((reach) => tf.zeros([B, 1, reach, features])),
    row(window, caches, classes) {
      const links: tf.Tensor4D[] = [];
      const through = (layer: GatedLayer, seen: tf.Tensor4D, v?: tf.Tensor4D) => {
        links.push(layer.link(seen, classes));
        return layer.vertical?.(seen, v, classes);
      };
      let v = through(stack[0]!, stack[0]!.above(window));
      const next = caches.map((cache, i) => {
        const [layer, reach] = [stack[i + 1]!, later[i]!];
        const rows = tf.concat<tf.Tensor4D>([cache, v!], 1);
        const around: tf.Tensor4D = tf.pad(rows, [[0, 0], [0, 0], [reach, reach], [0, 0]]); // prettier-ignore
        v = through(layer, layer.above(around), v);
        return withoutFirst(rows, 1);
      });
      return [tf.concat(links, 3), ...next];
    },
    pixel(window, caches, link) {
      const links = tf.split(link, stack.length, 3) as tf.Tensor4D[];
      let h = stack[0]!.horizontal(window, links[0]!);
      const next = caches.map((cache, i) => {
        const pixels = tf.concat<tf.Tensor4D>([cache, h], 2);
        h = stack[i + 1]!.horizontal(pixels, links[i + 1]!, h);
        return withoutFirst(pixels, 2);
      });
      return [head(h), ...next];
    },
  };
}

/** Without the oldest row or pixel. */
function withoutFirst(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  return axis === 1 ? x.slice([0, 1, 0, 0]) : x.slice([0, 0, 1, 0]);
}
