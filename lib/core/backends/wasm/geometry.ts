import * as tf from "../../tf";

type Pair = readonly [number, number];
type Shape4 = [number, number, number, number];

/** How tfjs-core describes a convolution to its kernels. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: string;
  readonly dilations?: number | [number, number];
}

/** Sizes along height and width. Row o of the output is made of the input's rows o · stride - before + (0 ... kernel - 1). */
export interface Geometry {
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Zeros above and to the left of the input. */
  readonly before: Pair;
}

/**
 * The geometry of a convolution of x [B,H,W,C] with a filter.
 * @throws Error for another layout than NHWC and for dilations.
 */
export function geometryOf(
  name: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
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
    kernel: [filterShape[0]!, filterShape[1]!],
    stride: [strideHeight, strideWidth],
    before: [padInfo.top, padInfo.left],
  };
}

/** `size` rows and columns of x [B,H,W,C] from `start` on; zeros outside of x. */
export function window(x: tf.Tensor4D, start: Pair, size: Pair): tf.Tensor4D {
  const [B, H, W, C] = x.shape;
  const margins = [H, W].map((n, i) => [
    Math.max(0, -start[i]!),
    Math.max(0, start[i]! + size[i]! - n),
  ]) as [[number, number], [number, number]];
  const padded = margins.flat().some((margin) => margin > 0)
    ? tf.pad(x, [[0, 0], ...margins, [0, 0]])
    : x;
  if (padded.shape[1] === size[0] && padded.shape[2] === size[1]) return padded;
  return tf.slice(
    padded,
    [0, Math.max(0, start[0]), Math.max(0, start[1]), 0],
    [B, size[0], size[1], C],
  );
}

/** Puts stride - 1 zeros after each row and each column: [B,H,W,C] → [B,H·s,W·s,C]. */
export function spread(x: tf.Tensor4D, [high, wide]: Pair): tf.Tensor4D {
  const [B, H, W, C] = x.shape;
  const rows = tf.pad(x.reshape([B * H, W * C]), [[0, 0], [0, (high - 1) * W * C]]); // prettier-ignore
  const columns = tf.pad(rows.reshape([B * H * high * W, C]), [[0, 0], [0, (wide - 1) * C]]); // prettier-ignore
  return columns.reshape([B, H * high, W * wide, C]);
}

/**
 * The part of the spread output gradient dy [B,Ho,Wo,K] whose convolution with the flipped filter, at stride 1 and
 * unpadded, is the gradient of an input of `size`: [B, H + kh - 1, W + kw - 1, K].
 */
export function transposedInput(
  dy: tf.Tensor4D,
  { kernel, stride, before }: Geometry,
  size: Pair,
): tf.Tensor4D {
  const start: Pair = [before[0] - kernel[0] + 1, before[1] - kernel[1] + 1];
  const apart = stride[0] === 1 && stride[1] === 1 ? dy : spread(dy, stride);
  return window(apart, start, [size[0] + kernel[0] - 1, size[1] + kernel[1] - 1]);
}
