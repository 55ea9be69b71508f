import * as tf from "../tf";

/** `count` entries from `start` along one axis. */
export const sliceAxis = (x: tf.Tensor, axis: number, start: number, count: number): tf.Tensor =>
  tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? count : size)),
  );

/** Zeros before and after along one axis. */
export const padAxis = (x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor =>
  tf.pad(
    x,
    x.shape.map((_, i) => (i === axis ? [before, after] : [0, 0])),
  );
