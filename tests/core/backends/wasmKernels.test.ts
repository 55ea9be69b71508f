import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../../lib/core";
import { loadBackend, startBackend } from "../../../lib/core/backends";
import * as tf from "../../../lib/core/tf";
import { expectClose } from "../../contracts/close";

/** The kernels that lib/ adds to wasm, against those of the back end in plain JavaScript. */

let before: string;

beforeAll(async () => {
  await ready();
  before = tf.getBackend();
  loadBackend("wasm");
});

afterAll(async () => {
  await tf.setBackend(before);
});

/** Values on cpu and on wasm; wasm leaves no tensor behind but the result. */
async function onBoth(f: () => tf.Tensor): Promise<{ cpu: tf.TypedArray; wasm: tf.TypedArray }> {
  await startBackend("cpu");
  const expected = tf.tidy(f);
  const cpu = await expected.data();
  const { shape } = expected;
  expected.dispose();
  await startBackend("wasm");
  const kept = tf.memory().numTensors;
  const actual = tf.tidy(f);
  expect(tf.memory().numTensors, "tensors").toBe(kept + 1);
  expect(actual.shape).toEqual(shape);
  const wasm = await actual.data();
  actual.dispose();
  return { cpu, wasm };
}

async function expectSame(f: () => tf.Tensor): Promise<void> {
  const { cpu, wasm } = await onBoth(f);
  const scale = Array.from(cpu).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  expectClose(wasm, cpu, { absolute: 2e-6 * scale });
}

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

describe("matMul on wasm", () => {
  const shapes: [number[], number[]][] = [
    [[3, 5], [5, 4]],
    [[2, 3, 5], [2, 5, 4]],
    [[4, 3, 5], [5, 4]],
    [[3, 5], [4, 5, 2]],
    [[1, 3, 5], [4, 5, 2]],
    [[2, 3, 4, 5], [2, 3, 5, 6]],
    [[1, 1, 5], [1, 5, 1]],
  ]; // prettier-ignore
  const swap = (shape: number[]) => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
  const random = (key: number, shape: number[]) => seed(key).normal(shape as [number, number]);

  for (const [a, b] of shapes) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        it(`[${a}] x [${b}], transposed ${transposeA}, ${transposeB}`, async () => {
          await expectSame(() =>
            tf.matMul(
              random(1, transposeA ? swap(a) : a),
              random(2, transposeB ? swap(b) : b),
              transposeA,
              transposeB,
            ),
          );
        });
      }
    }
  }

  it("repeats both sides, each along another axis", async () => {
    await startBackend("wasm");
    const [a, b] = [random(1, [2, 1, 3, 4]), random(2, [1, 5, 4, 2])];
    const product = tf.matMul(a, b);
    expect(product.shape).toEqual([2, 5, 3, 2]);
    const terms = tf.mul(a.reshape([2, 1, 3, 4, 1]), b.reshape([1, 5, 1, 4, 2])).sum(3);
    expectClose(await product.data(), await terms.data(), { absolute: 1e-5 });
  });
});

describe("unsortedSegmentSum on wasm", () => {
  const ids = (values: number[]) => tf.tensor1d(values, "int32");

  it.each([
    ["rows", [6, 2], [0, 1, 0, 2, 1, 0]],
    ["numbers", [4], [3, 3, 0, 3]],
    ["deeper", [3, 2, 4], [2, 0, 2]],
  ] as const)("sums %s", async (_, shape, segments) => {
    await expectSame(() =>
      tf.unsortedSegmentSum(seed(1).normal([...shape] as [number]), ids([...segments]), 4),
    );
  });

  it("drops segments that do not exist, as TensorFlow does", async () => {
    await expectSame(() =>
      tf.unsortedSegmentSum(seed(1).normal([5, 2]), ids([-1, 0, 7, 3, -100]), 3),
    );
  });

  it("sums nothing", async () => {
    await expectSame(() => tf.unsortedSegmentSum(tf.zeros([0, 2]), ids([]), 3));
  });
});

describe("einsum on wasm", () => {
  it.each([
    ["ij,jk->ik", [3, 4], [4, 5]],
    ["ij,jk->ki", [3, 4], [4, 5]],
    ["bhqd,bhkd->bhqk", [2, 2, 3, 4], [2, 2, 5, 4]],
    ["bij,bj->bi", [2, 3, 4], [2, 4]],
    ["i,j->ij", [3], [4]],
    ["i,i->", [3], [3]],
    ["bij,jb->", [2, 3, 4], [4, 2]],
    ["ijk,kl->ijl", [2, 3, 4], [4, 5]],
    ["ij,ij->ij", [3, 4], [3, 4]],
    [" ij , jk -> ik ", [3, 4], [4, 5]],
  ] as const)("%s", async (equation, a, b) => {
    await expectSame(() =>
      tf.einsum(equation, seed(1).normal([...a] as [number]), seed(2).normal([...b] as [number])),
    );
  });

  it.each([
    ["ij->ji", [3, 4]],
    ["ij->i", [3, 4]],
    ["ijk->", [2, 3, 4]],
    ["ij->ij", [3, 4]],
  ] as const)("%s", async (equation, a) => {
    await expectSame(() => tf.einsum(equation, seed(1).normal(a as readonly number[] as [number])));
  });

  it("sums over a letter of one side alone, where the back end in JavaScript is wrong", async () => {
    await startBackend("wasm");
    const [a, b] = [seed(1).normal([2, 3, 4]), seed(2).normal<tf.Rank.R2>([4, 5])];
    const expected = tf.transpose(tf.matMul(a.sum<tf.Tensor2D>(0), b));
    const actual = tf.einsum("ijk,kl->lj", a, b);
    expect(actual.shape).toEqual([5, 3]);
    expectClose(await actual.data(), await expected.data(), { absolute: 1e-5 });
  });

  it("refuses what does not fit", async () => {
    await startBackend("wasm");
    const [a, b] = [tf.zeros([3, 4]), tf.zeros([5, 6])];
    expect(() => tf.einsum("ij,jk->ik", a, b)).toThrow(
      /Expected dimension 4 .* but got dimension 5/,
    );
    expect(() => tf.einsum("ij,jk->il", a, b)).toThrow("l");
  });
});
