import * as tf from "../../tf";

/** A size for each spatial axis: height and width, or depth, height and width. */
type Sizes = readonly number[];
type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];
type Rounding = "floor" | "round" | "ceil";

/** How tfjs-core describes a convolution, or pooling, to its kernels. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: Rounding;
  readonly dataFormat?: string;
  readonly dilations?: number | [number, number];
}

export interface Convolution3dAttributes {
  readonly strides: number | [number, number, number];
  readonly pad: "valid" | "same";
}

/** Along each axis, entry o of the output is made of the input's entries o · stride - before + (0 ... kernel - 1). */
export interface Geometry {
  readonly kernel: Sizes;
  readonly stride: Sizes;
  /** Padding above and to the left of the input. */
  readonly before: Sizes;
}

/**
 * The geometry of a convolution of x [B,H,W,C] with a filter.
 * @throws Error for another layout than NHWC and for dilations.
 */
export function geometryOf(
  name: string,
  inputShape: Sizes,
  filterShape: Sizes,
  attributes: ConvolutionAttributes,
  depthwise = false,
): Geometry {
  const { strides, pad, dimRoundingMode, dataFormat = "NHWC", dilations = 1 } = attributes;
  if (dataFormat !== "NHWC") {
    throw new Error(`${name}: data format ${dataFormat}; on wasm only NHWC is supported, use it.`);
  }
  if ([dilations].flat().some((dilation) => dilation !== 1)) {
    throw new Error(`${name}: dilations ${[dilations].flat().join(", ")}; use dilation 1 on wasm.`);
  }
  const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return {
    kernel: filterShape.slice(0, 2),
    stride: [strideHeight, strideWidth],
    before: [padInfo.top, padInfo.left],
  };
}

/** The same for x [B,D,H,W,C]. */
export function geometryOf3d(
  inputShape: Sizes,
  filterShape: Sizes,
  { strides, pad }: Convolution3dAttributes,
): Geometry {
  const info = tf.backend_util.computeConv3DInfo(
    inputShape as Shape5,
    filterShape as Shape5,
    strides,
    1,
    pad,
  );
  return {
    kernel: filterShape.slice(0, 3),
    stride: [info.strideDepth, info.strideHeight, info.strideWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** `size` entries of x [B,...,C] from `start` on along each spatial axis; `outside` where that is not in x. */
export function window<T extends tf.Tensor>(x: T, start: Sizes, size: Sizes, outside = 0): T {
  const [B, ...rest] = x.shape as [number, ...number[]];
  const C = rest.pop()!;
  const margins = rest.map((n, i): [number, number] => [
    Math.max(0, -start[i]!),
    Math.max(0, start[i]! + size[i]! - n),
  ]);
  const padded = margins.flat().some((margin) => margin > 0)
    ? tf.pad(x, [[0, 0], ...margins, [0, 0]], outside)
    : x;
  if (size.every((n, i) => padded.shape[i + 1] === n)) return padded;
  return tf.slice(padded, [0, ...start.map((at) => Math.max(0, at)), 0], [B, ...size, C]);
}

/** Puts stride - 1 zeros after each entry along each spatial axis: [B,H,W,C] → [B,H·s,W·s,C]. */
export function spread<T extends tf.Tensor>(x: T, stride: Sizes): T {
  return stride.reduce<T>((y, step, i) => {
    if (step === 1) return y;
    const shape = [...y.shape];
    const inner = shape.slice(i + 2).reduce((a, b) => a * b, 1);
    const flat = tf.pad(y.reshape([-1, inner]), [[0, 0], [0, (step - 1) * inner]]); // prettier-ignore
    shape[i + 1]! *= step;
    return flat.reshape(shape as tf.ShapeMap[T["rankType"]]) as tf.Tensor as T;
  }, x);
}

/**
 * The part of the spread output gradient dy [B,Ho,Wo,K] whose convolution with the flipped filter, at stride 1 and
 * unpadded, is the gradient of an input of `size`: [B, H + kh - 1, W + kw - 1, K].
 */
export function transposedInput<T extends tf.Tensor>(
  dy: T,
  { kernel, stride, before }: Geometry,
  size: Sizes,
): T {
  const start = before.map((n, i) => n - kernel[i]! + 1);
  return window(
    spread(dy, stride),
    start,
    size.map((n, i) => n + kernel[i]! - 1),
  );
}

/** What one entry of the filter sees of x: [B,H,W,C] → [B,Ho,Wo,C], with `outside` in place of padding. */
export function seenBy<T extends tf.Tensor>(
  entry: Sizes,
  x: T,
  { stride, before }: Geometry,
  outputSize: Sizes,
  outside = 0,
): T {
  const start = entry.map((at, i) => at - before[i]!);
  const covered = outputSize.map((n, i) => (n - 1) * stride[i]! + 1);
  const read = window(x, start, covered, outside);
  const origin = read.shape.map(() => 0);
  return tf.stridedSlice(read, origin, read.shape, [1, ...stride, 1]) as T;
}

/** All entries of a filter in order: [0,0], [0,1], ... */
export const entriesOf = (kernel: Sizes): number[][] =>
  kernel.reduce<number[][]>(
    (heads, n) => heads.flatMap((head) => Array.from({ length: n }, (_, at) => [...head, at])),
    [[]],
  );
