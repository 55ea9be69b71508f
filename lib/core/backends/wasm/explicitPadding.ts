import * as tf from "../../tf";
import { wrapKernel } from "./wrap";

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: string;
}

type Shape4 = [number, number, number, number];

/** Kernels whose padding is not to be trusted, and whether they are depthwise. */
const CONVOLUTIONS: Readonly<Record<string, boolean>> = {
  Conv2D: false,
  FusedConv2D: false,
  DepthwiseConv2dNative: true,
  FusedDepthwiseConv2D: true,
};

/**
 * Pads the input before the convolution where the package goes wrong: with 'same' padding and a stride above the filter's
 * size it gives wrong numbers, and with a number of zeros around and a filter that is not square it writes outside of its
 * memory, after which nothing can be relied on. So it does where the filter does not fit into the input, which is an
 * error here.
 */
export function padExplicitly(): void {
  for (const [kernelName, depthwise] of Object.entries(CONVOLUTIONS)) {
    wrapKernel(kernelName, (inputs, attributes, stock) => {
      const x = inputs.x as tf.Tensor4D;
      const attrs = attributes as Attributes;
      if (attrs.dataFormat !== undefined && attrs.dataFormat !== "NHWC") {
        return stock(inputs, attributes);
      }
      const info = infoOf(x.shape, inputs.filter!.shape as Shape4, attrs, depthwise);
      requireFit(info);
      if (isTrusted(attrs, info)) return stock(inputs, attributes);
      const { top, bottom, left, right } = info.padInfo;
      const padded = tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]); // prettier-ignore
      return stock({ ...inputs, x: padded }, { ...attrs, pad: "valid" });
    });
  }
}

function infoOf(x: Shape4, filter: Shape4, attributes: Attributes, depthwise: boolean) {
  const { strides, dilations = 1, pad, dimRoundingMode: mode = "floor" } = attributes;
  if (mode !== "floor") {
    throw new RangeError(
      `conv2d: dimRoundingMode=${mode}; on wasm only floor, the default, is supported.`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo;
  return info(x, filter, strides, dilations, pad, undefined, depthwise);
}

function isTrusted({ pad }: Attributes, info: tf.backend_util.Conv2DInfo): boolean {
  const { strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  if (pad === "valid") return true;
  return (
    pad === "same" && strideHeight <= effectiveFilterHeight && strideWidth <= effectiveFilterWidth
  );
}

function requireFit(info: tf.backend_util.Conv2DInfo): void {
  const { inHeight, inWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  const { top, bottom, left, right } = info.padInfo;
  const fits =
    effectiveFilterHeight <= inHeight + top + bottom &&
    effectiveFilterWidth <= inWidth + left + right;
  if (fits) return;
  throw new RangeError(
    `conv2d: a filter that spans ${effectiveFilterHeight}x${effectiveFilterWidth} pixels does not fit into an input ` +
      `of ${inHeight}x${inWidth}; pass a smaller filter or dilation, a larger input, or 'same' padding.`,
  );
}
