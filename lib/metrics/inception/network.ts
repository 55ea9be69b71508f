import * as tf from "../../core/tf";
import type { Block, ConvLayer, Layer, PoolLayer } from "./blocks";

/** A convolution with its batch norm folded in: kernel [kh,kw,in,out] and bias [out]. */
export interface FoldedConv {
  readonly kernel: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/** Folded convolutions by the names of their layers. */
export type FoldedConvs = ReadonlyMap<string, FoldedConv>;

function convolve(layer: ConvLayer, convs: FoldedConvs, x: tf.Tensor4D): tf.Tensor4D {
  const { kernel, bias } = convs.get(layer.name)!;
  return tf.fused.conv2d({
    x,
    filter: kernel,
    strides: layer.stride,
    pad: layer.padding,
    bias,
    activation: "relu",
  });
}

function pool({ kind, stride, padding }: PoolLayer, x: tf.Tensor4D): tf.Tensor4D {
  return kind === "maxPool" ? tf.maxPool(x, 3, stride, padding) : tf.avgPool(x, 3, stride, padding);
}

/** Runs layers one after the other: [B,H,W,C] → [B,H',W',C']. Each intermediate is freed as soon as it has been used. */
export function runLayers(
  layers: readonly Layer[],
  convs: FoldedConvs,
  x: tf.Tensor4D,
): tf.Tensor4D {
  let h = x;
  for (const layer of layers) {
    const next = tf.tidy(() => {
      if (layer.kind === "conv") return convolve(layer, convs, h);
      if (layer.kind !== "branches") return pool(layer, h);
      return tf.concat(
        layer.branches.map((branch) => runLayers(branch, convs, h)),
        3,
      );
    });
    if (h !== x) h.dispose();
    h = next;
  }
  return h;
}

/** Blocks one after the other and the mean over the positions: [B,H,W,C] → [B,D]. */
export function runNetwork(
  blocks: readonly Block[],
  convs: FoldedConvs,
  x: tf.Tensor4D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const layers = blocks.flatMap((block) => block.layers);
    return runLayers(layers, convs, x).mean<tf.Tensor2D>([1, 2]);
  });
}
