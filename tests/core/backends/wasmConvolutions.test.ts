import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { startBackend } from "../../../lib/core/backends";
import * as tf from "../../../lib/core/tf";
import { expectClose } from "../../contracts/close";
import { expectSame, withWasm } from "./onBoth";

/** The kernels of convolutions and pooling that lib/ gives to wasm, against those of the back end in plain JavaScript. */

withWasm();

type Size = readonly [number, number];

const normal4 = (key: number, shape: readonly number[]) =>
  seed(key).normal<tf.Rank.R4>([...shape] as [number, number, number, number]);

const sizes: readonly Size[] = [[8, 8], [7, 5], [5, 9]]; // prettier-ignore
const kernels: readonly Size[] = [[3, 3], [1, 1], [2, 4], [5, 1]]; // prettier-ignore
const strides: readonly (Size | number)[] = [1, 2, [2, 1], 3];
const pads = ["same", "valid"] as const;

const convolutions = sizes.flatMap((size) =>
  kernels.flatMap((kernel) =>
    strides.flatMap((stride) =>
      pads
        .filter((pad) => pad === "same" || (size[0] >= kernel[0] && size[1] >= kernel[1]))
        .map((pad) => ({ size, kernel, stride, pad })),
    ),
  ),
);

const named = <T extends { size: Size; kernel: Size; stride: Size | number; pad: string }>(
  each: readonly T[],
): [string, T][] =>
  each.map((convolution) => {
    const { size, kernel, stride, pad } = convolution;
    return [`${size.join("x")}, filter ${kernel.join("x")}, stride ${stride}, ${pad}`, convolution];
  });

const strideOf = (stride: Size | number) => stride as number | [number, number];

describe("convolutions on wasm", () => {
  it.each(named(convolutions))("%s", async (_, { size, kernel, stride, pad }) => {
    const x = () => normal4(1, [2, ...size, 3]);
    const w = () => normal4(2, [...kernel, 3, 2]);
    const strides = strideOf(stride);
    await expectSame(() => tf.conv2d(x(), w(), strides, pad));
    await expectSame(() =>
      tf.fused.conv2d({
        x: x(),
        filter: w(),
        strides,
        pad,
        bias: tf.ones([2]),
        activation: "relu",
      }),
    );
    if (typeof stride !== "number") return; // depthwise convolutions take equal strides only
    await expectSame(() => tf.depthwiseConv2d(x(), w(), strides, pad));
  });

  it.each([1, 2])("with %i zeros on each side", async (pad) => {
    await expectSame(() => tf.conv2d(normal4(1, [2, 7, 6, 3]), normal4(2, [3, 3, 3, 2]), 2, pad));
  });

  it("pads a filter that is not square, and keeps its memory whole", async () => {
    await startBackend("wasm");
    const [x, w] = [normal4(1, [2, 8, 8, 3]), normal4(2, [5, 1, 3, 2])];
    const padded = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]); // prettier-ignore
    const expected = await tf.conv2d(padded, w, 1, "valid").data();
    for (let i = 0; i < 20; i++) {
      expectClose(await tf.conv2d(x, w, 1, 1).data(), expected, { absolute: 1e-5 });
    }
  });

  it("refuses a filter that does not fit", async () => {
    await startBackend("wasm");
    const [x, w] = [normal4(1, [1, 8, 8, 1]), normal4(2, [5, 1, 1, 1])];
    expect(() => tf.conv2d(x, w, 1, "valid", "NHWC", 2)).toThrow(
      "conv2d: a filter that spans 9x1 pixels does not fit into an input of 8x8; pass a smaller filter",
    );
  });

  it("refuses another rounding of the output's size", async () => {
    await startBackend("wasm");
    const [x, w] = [normal4(1, [1, 8, 8, 1]), normal4(2, [3, 3, 1, 1])];
    expect(() => tf.conv2d(x, w, 2, 1, "NHWC", 1, "ceil")).toThrow(
      "conv2d: dimRoundingMode=ceil; on wasm only floor, the default, is supported.",
    );
  });
});

describe("gradients of conv2d on wasm", () => {
  it.each(named(convolutions))("%s", async (_, { size, kernel, stride, pad }) => {
    const f = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, strideOf(stride), pad);
    const [x, w] = [[3, ...size, 2], [...kernel, 2, 4]] as const; // prettier-ignore
    const gradients = () => {
      const dy = normal4(3, f(normal4(1, x), normal4(2, w)).shape);
      return tf.grads((x, w) => f(x as tf.Tensor4D, w as tf.Tensor4D))(
        [normal4(1, x), normal4(2, w)],
        dy,
      );
    };
    await expectSame(() => gradients()[0]!);
    await expectSame(() => gradients()[1]!);
  });

  it.each([1, 2])("with %i zeros on each side", async (pad) => {
    const gradients = () =>
      tf.grads((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, pad).square())([
        normal4(1, [2, 7, 6, 2]),
        normal4(2, [3, 3, 2, 3]),
      ]);
    await expectSame(() => gradients()[0]!);
    await expectSame(() => gradients()[1]!);
  });

  it("conv2dTranspose", async () => {
    await expectSame(() =>
      tf.conv2dTranspose(
        normal4(1, [2, 4, 3, 3]),
        normal4(2, [4, 4, 5, 3]),
        [2, 8, 6, 5],
        2,
        "same",
      ),
    );
  });

  it("refuses another layout", async () => {
    await startBackend("wasm");
    const inputs = { dy: normal4(1, [1, 3, 4, 4]), filter: normal4(2, [3, 3, 2, 3]) };
    const attributes = { strides: 1, pad: "same", dataFormat: "NCHW", inputShape: [1, 2, 4, 4] };
    expect(() => tf.engine().runKernel("Conv2DBackpropInput", inputs, attributes)).toThrow(
      "conv2d: data format NCHW; on wasm only NHWC is supported, use it.",
    );
  });

  it("refuses dilations", async () => {
    await startBackend("wasm");
    const inputs = { x: normal4(1, [1, 5, 5, 2]), dy: normal4(2, [1, 5, 5, 2]) };
    const attributes = { strides: 1, pad: "same", dilations: [2, 2], filterShape: [3, 3, 2, 1] };
    expect(() =>
      tf.engine().runKernel("DepthwiseConv2dNativeBackpropFilter", inputs, attributes),
    ).toThrow("depthwiseConv2d: dilations 2, 2; use dilation 1 on wasm.");
  });
});

// The kernels of depthwise convolutions take equal strides only.
const depthwise = convolutions.filter(({ stride }) => typeof stride === "number");

describe.each([1, 3])("gradients of depthwiseConv2d on wasm, %i outputs a channel", (M) => {
  it.each(named(depthwise))("%s", async (_, { size, kernel, stride, pad }) => {
    const [x, w] = [[2, ...size, 3], [...kernel, 3, M]] as const; // prettier-ignore
    const gradients = () =>
      tf.grads((x, w) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strideOf(stride), pad).square(),
      )([normal4(1, x), normal4(2, w)]);
    await expectSame(() => gradients()[0]!);
    await expectSame(() => gradients()[1]!);
  });
});

describe("gradient of maxPool on wasm", () => {
  it.each([
    [2, 2, "valid"],
    [3, 2, "same"],
    [3, 1, "same"],
    [[2, 3], [1, 2], "valid"],
  ] as const)("window %s, stride %s, %s", async (window, stride, pad) => {
    const f = (x: tf.Tensor4D) =>
      tf.maxPool(x, window as number | [number, number], strideOf(stride), pad).square();
    await expectSame(() => tf.grad((x) => f(x as tf.Tensor4D))(normal4(1, [2, 7, 6, 3])));
  });

  it("goes to the first of equal entries", async () => {
    await expectSame(() => tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "same"))(tf.zeros([1, 4, 4, 1]))); // prettier-ignore
  });
});

describe("gradients of conv3d on wasm", () => {
  it.each([
    [1, "same"],
    [2, "same"],
    [1, "valid"],
    [2, "valid"],
  ] as const)("stride %i, %s", async (stride, pad) => {
    const gradients = () =>
      tf.grads((x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, stride, pad).square())([
        seed(1).normal<tf.Rank.R5>([2, 4, 5, 3, 2]),
        seed(2).normal<tf.Rank.R5>([2, 3, 2, 2, 3]),
      ]);
    await expectSame(() => gradients()[0]!);
    await expectSame(() => gradients()[1]!);
  });
});
