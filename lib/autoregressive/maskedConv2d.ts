import { requireInteger, requireLastAxis } from "../core/arguments";
import * as tf from "../core/tf";
import { uniformFanIn, zeros, type ParameterScope } from "../nn";
import { addBias } from "../nn/addBias";
import { centreMask, hidesNothing, kernelMask, type CentreMaskConfig } from "./masks";

export interface MaskedConv2dConfig extends CentreMaskConfig {
  /** Side of the square kernel, odd. */
  readonly kernelSize: number;
}

/**
 * A square convolution that sees no pixel later than its own in reading order (left to right, then the next row), and of its
 * own what the mask allows; 'same' padding. Van den Oord et al. 2016a, section 3.4.
 * [B,H,W,inputs] → [B,H,W,outputs]
 * @throws RangeError for a kernel of even size.
 */
export function createMaskedConv2d(
  scope: ParameterScope,
  config: MaskedConv2dConfig,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const { kernelSize, from, to } = config;
  requireKernel("maskedConv2d", "kernelSize", kernelSize);
  const middle = (kernelSize - 1) / 2;
  const seen = (middle * kernelSize + middle + 1) * from.length;
  const init = uniformFanIn(seen);
  const weight = scope.create("weight", [kernelSize, kernelSize, from.length, to.length], init);
  const bias = scope.create("bias", [to.length], init);
  return (x) => {
    requireLastAxis("maskedConv2d", "x", x.shape, from.length);
    return tf.tidy(() => {
      const mask = kernelMask([kernelSize, kernelSize], [middle, middle], config);
      return addBias(tf.conv2d(x, weight.mul<tf.Tensor4D>(mask), 1, "same"), bias);
    });
  };
}

/** @throws RangeError unless a kernel's size is odd, so that it has a middle, and at least 3. */
export function requireKernel(where: string, name: string, size: number): void {
  requireInteger(where, name, size, 3);
  if (size % 2 === 1) return;
  throw new RangeError(`${where}: ${name}=${size} has no middle; pass an odd number such as 3.`);
}

export interface MaskedLinearConfig extends CentreMaskConfig {
  /** @default true */
  readonly bias?: boolean;
  readonly zeroInit?: boolean;
}

/** A linear map of the features of each pixel, a 1x1 convolution, masked: [..., inputs] → [..., outputs]. */
export function createMaskedLinear(
  scope: ParameterScope,
  config: MaskedLinearConfig,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const { from, to, bias: biased = true, zeroInit = false } = config;
  const init = zeroInit ? zeros : uniformFanIn(from.length);
  const weight = scope.create("weight", [from.length, to.length], init);
  const bias = biased ? scope.create("bias", [to.length], init) : undefined;
  const open = hidesNothing(config);
  return (x) => {
    requireLastAxis("maskedLinear", "x", x.shape, from.length);
    return tf.tidy(() => {
      const seen = open ? weight : weight.mul(centreMask(config));
      const y = tf.matMul(x.reshape([-1, from.length]), seen as tf.Tensor2D);
      const shape = [...x.shape.slice(0, -1), to.length] as [number, number, number, number];
      return (bias ? addBias(y, bias) : y).reshape(shape);
    });
  };
}
