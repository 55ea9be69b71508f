import type { KeyTensor } from "../core/random";
import * as tf from "../core/tf";
import {
  createConv2d,
  createGroupNorm,
  createLinear,
  createSelfAttention,
  dropout,
  silu,
  type Conv2d,
  type ParameterScope,
} from "../nn";

/** [B,H,W,C], the embedding of the condition [B,E], and the key of its dropout while training → [B,H,W,C']. */
export type Block = (x: tf.Tensor4D, embedding: tf.Tensor2D, key?: KeyTensor) => tf.Tensor4D;

export interface BlockConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly embeddingDim: number;
  readonly groups: number;
  readonly attention: boolean;
  /** Share dropped before the second convolution. */
  readonly dropout: number;
}

/** norm, SiLU, conv, plus the time; norm, SiLU, dropout, conv (zero at first); plus the input. Then attention where asked. */
export function createBlock(scope: ParameterScope, config: BlockConfig): Block {
  const { inChannels, outChannels, embeddingDim, groups, dropout: rate } = config;
  const norm1 = createGroupNorm(scope.in("norm1"), { channels: inChannels, groups });
  const conv1 = createConv2d(scope.in("conv1"), { inChannels, outChannels });
  const time = createLinear(scope.in("time"), {
    inFeatures: embeddingDim,
    outFeatures: outChannels,
  });
  const norm2 = createGroupNorm(scope.in("norm2"), { channels: outChannels, groups });
  const conv2 = createConv2d(scope.in("conv2"), {
    inChannels: outChannels,
    outChannels,
    zeroInit: true,
  });
  const skip: Conv2d =
    inChannels === outChannels
      ? (x) => x
      : createConv2d(scope.in("skip"), { inChannels, outChannels, kernelSize: 1 });
  const attend = config.attention
    ? createSelfAttention(scope.in("attention"), { channels: outChannels, groups })
    : (x: tf.Tensor4D) => x;
  return (x, embedding, key) =>
    tf.tidy(() => {
      let h = conv1(silu(norm1(x)));
      h = h.add(time(embedding).expandDims(1).expandDims(1)); // [B,1,1,C]
      h = silu(norm2(h));
      if (key && rate > 0) h = dropout(h, rate, key);
      h = conv2(h);
      return attend(skip(x).add(h));
    });
}
