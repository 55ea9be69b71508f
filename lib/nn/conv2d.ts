import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { addBias } from "./addBias";
import { uniformFanIn, zeros } from "./initializers";
import type { ParameterScope } from "./parameters";

export interface Conv2dConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Side of the square kernel. @default 3 */
  readonly kernelSize?: number;
  /** @default 1 */
  readonly stride?: number;
  /** Start at zero, so that the layer first contributes nothing. @default false */
  readonly zeroInit?: boolean;
}

/** 2-D convolution with bias and 'same' padding: [B,H,W,inChannels] → [B,⌈H/stride⌉,⌈W/stride⌉,outChannels]. */
export type Conv2d = (x: tf.Tensor4D) => tf.Tensor4D;

/** A convolution layer. @throws RangeError when a size is not a positive integer. */
export function createConv2d(scope: ParameterScope, config: Conv2dConfig): Conv2d {
  const { inChannels, outChannels, kernelSize = 3, stride = 1, zeroInit = false } = config;
  for (const [name, size] of Object.entries({ inChannels, outChannels, kernelSize, stride })) {
    requireInteger("conv2d", name, size, 1);
  }
  const init = zeroInit ? zeros : uniformFanIn(kernelSize * kernelSize * inChannels);
  const weight = scope.create("weight", [kernelSize, kernelSize, inChannels, outChannels], init);
  const bias = scope.create("bias", [outChannels], init);
  return (x) => {
    requireShape("conv2d", "x", x.shape, [-1, -1, -1, inChannels]);
    const kernel = weight as unknown as tf.Tensor4D;
    return tf.tidy(() => addBias(tf.conv2d(x, kernel, stride, "same"), bias));
  };
}
