import * as tf from "../tf";
import { padAxis, sliceAxis } from "./axes";
import { registerGradient } from "./register";

interface StridedSlice {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** Puts `stride` - 1 zeros between neighbours along one axis. */
function dilate(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
  const { shape } = x;
  const count = shape[axis]!;
  if (stride === 1 || count === 0) return x;
  const outer = shape.slice(0, axis);
  const inner = shape.slice(axis + 1);
  const apart = padAxis(x.reshape([...outer, count, 1, ...inner]), axis + 1, 0, stride - 1);
  return sliceAxis(
    apart.reshape([...outer, count * stride, ...inner]),
    axis,
    0,
    (count - 1) * stride + 1,
  );
}

/** The gradient of stridedSlice, which TensorFlow.js lacks: each taken entry goes back to where it came from. */
export function addStridedSlice(): void {
  registerGradient<StridedSlice>("StridedSlice", ["x"], (dy, [x], attributes) => {
    const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
    const { begin, end, strides } = tf.slice_util.sliceInfo(
      x!.shape,
      attributes.begin,
      attributes.end,
      attributes.strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    const sizes = tf.slice_util.computeOutShape(begin, end, strides);
    const scatter = (g: tf.Tensor, stride: number, axis: number) => {
      const count = g.shape[axis]!;
      const backwards = stride < 0;
      const first = backwards ? begin[axis]! + stride * (count - 1) : begin[axis]!;
      const spread = dilate(backwards ? tf.reverse(g, axis) : g, axis, Math.abs(stride));
      return padAxis(spread, axis, first, x!.shape[axis]! - first - spread.shape[axis]!);
    };
    return { x: () => strides.reduce(scatter, dy.reshape(sizes)) };
  });
}
