import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { startBackend } from "../../../lib/core/backends";
import * as tf from "../../../lib/core/tf";
import { expectClose } from "../../contracts/close";
import { expectSame, withWasm } from "./onBoth";

/** The other kernels that lib/ gives to wasm, against those of the back end in plain JavaScript. */

withWasm();

describe("gather on wasm", () => {
  it("refuses batch dimensions", async () => {
    await startBackend("wasm");
    const indices = tf.tensor2d([[0], [1]], [2, 1], "int32"); // prettier-ignore
    expect(() => tf.gather(tf.ones([2, 3]), indices, 1, 1)).toThrow(
      "gather: batchDims=1; on wasm only 0 is supported: gather from the batch as one axis",
    );
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
