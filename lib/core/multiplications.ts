import { tidied } from "./memory";
import * as tf from "./tf";

type Shape = readonly number[];
type Counter = (inputs: readonly Shape[], output: Shape) => number;

const size = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
/** Entries of a filter [h,w,in,out] that meet in one output, or of one [h,w,in,multiplier] in one channel. */
const patch = ([h = 1, w = 1, inChannels = 1]: Shape): number => h * w * inChannels;

/** [...,M,K] by [...,K,N], either of them perhaps stored transposed. */
const matrixProduct: Counter = ([a = []], output) => {
  const [M = 1] = output.slice(-2);
  return (size(output) * size(a.slice(-2))) / M;
};
const convolution: Counter = ([, filter = []], output) => size(output) * patch(filter);

const counters: Readonly<Record<string, Counter>> = {
  BatchMatMul: matrixProduct,
  _FusedMatMul: matrixProduct,
  Conv2D: convolution,
  FusedConv2D: convolution,
  DepthwiseConv2dNative: ([, [h = 1, w = 1] = []], output) => size(output) * h * w,
  Conv2DBackpropInput: ([dy = [], filter = []]) => size(dy) * patch(filter),
  Conv2DBackpropFilter: ([, dy = []], filter) => size(dy) * patch(filter),
};

/**
 * The multiplications (with an addition each, MACs) in all convolutions and matrix products of `f`, counted from their shapes:
 * what a computation costs on any machine, when the calls themselves cost nothing. `f` runs once, op by op; its tensors are
 * freed. Elementwise operations are not counted, nor is what a compiled step does after its first call, which hides it.
 * @throws RangeError for a product that it cannot count (einsum, convolutions of other dimensions).
 */
export async function countMultiplications(f: () => tf.TensorContainer): Promise<number> {
  let failure: { readonly reason: unknown } | undefined;
  const { kernels } = await tf.profile(() => {
    try {
      tf.dispose(tidied(f)());
    } catch (reason) {
      failure = { reason }; // thrown through `profile`, it would profile for ever
    }
    return [];
  });
  if (failure) throw failure.reason;
  return kernels.reduce((sum, kernel) => sum + multiplicationsOf(kernel), 0);
}

interface Kernel {
  readonly name: string;
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
}

function multiplicationsOf({ name, inputShapes, outputShapes }: Kernel): number {
  const counter = counters[name];
  if (counter) return counter(inputShapes, outputShapes[0]!);
  if (!/Einsum|Conv|MatMul/.test(name)) return 0;
  throw new RangeError(
    `countMultiplications: no rule for the operation "${name}"; there are rules for ${Object.keys(counters).join(", ")}.`,
  );
}
