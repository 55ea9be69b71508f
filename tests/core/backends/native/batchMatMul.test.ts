import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../../lib/core";
import { hasAvx512, productOp } from "../../../../lib/core/backends/native/batchMatMul";
import { compile } from "../../../../lib/core/compile/compile";
import * as tf from "../../../../lib/core/tf";
import { expectClose } from "../../../contracts/close";
import { expectNoLeak } from "../../../contracts/leaks";
import { nativeOnly } from "../../../contracts/native";
import { temporaryFolder } from "../../../contracts/temporary";

beforeEach(nativeOnly);

const folder = temporaryFolder();

/** a b in float64, one pair of matrices. */
function byHand(a: number[][], b: number[][]): number[] {
  return a.flatMap((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
}

const transposed = (m: number[][]) => m[0]!.map((_, j) => m.map((row) => row[j]!));

describe("products of matrices", () => {
  it.each([
    [3, 4, 5],
    [1, 7, 1],
    [65, 130, 33],
  ])("%i x %i x %i, plain, transposed and compiled, are those of float64", (n, k, m) => {
    tf.tidy(() => {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const a = seed(1).normal<tf.Rank.R2>(transposeA ? [k, n] : [n, k]);
        const b = seed(2).normal<tf.Rank.R2>(transposeB ? [m, k] : [k, m]);
        const [A, B] = [a.arraySync(), b.arraySync()];
        const expected = byHand(transposeA ? transposed(A) : A, transposeB ? transposed(B) : B);
        const f = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB);
        const step = compile((a, b) => [f(a!, b!)]);
        for (const found of [f(a, b), step.run(a, b)[0]!]) {
          expect(found.shape).toEqual([n, m]);
          expectClose(found.dataSync(), expected, { absolute: 1e-5 * Math.sqrt(k) }, "product");
        }
        step.dispose();
      }
    });
  });

  it("are those of each pair where there are many, and of whole numbers", () => {
    tf.tidy(() => {
      const [a, b] = [seed(1).normal<tf.Rank.R3>([3, 4, 5]), seed(2).normal<tf.Rank.R3>([3, 5, 2])];
      const expected = a.arraySync().flatMap((one, i) => byHand(one, b.arraySync()[i]!));
      expectClose(tf.matMul(a, b).dataSync(), expected, { absolute: 1e-5 }, "product");
      const whole = tf.tensor2d([1, 2, 3, 4], [2, 2], "int32");
      expect([...tf.matMul(whole, whole).dataSync()]).toEqual([7, 10, 15, 22]);
    });
  });

  it.each([
    [
      [13, 1, 3, 4],
      [4, 16],
    ],
    [
      [5, 3, 4],
      [1, 4, 6],
    ],
    [
      [1, 3, 4],
      [5, 4, 6],
    ],
    [
      [2, 1, 3, 4],
      [1, 7, 4, 6],
    ],
  ])("are those of each pair where %j and %j are broadcast", (shapeA, shapeB) => {
    tf.tidy(() => {
      const [a, b] = [seed(1).normal(shapeA), seed(2).normal(shapeB)];
      const expected = tf.sum(tf.mul(tf.expandDims(a, -1), tf.expandDims(b, -3)), -2);
      const found = tf.matMul(a, b);
      expect(found.shape).toEqual(expected.shape);
      expectClose(found.dataSync(), expected.dataSync(), { absolute: 1e-5 }, "product");
    });
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(
      () => void tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()),
    );
  });

  it("stays whole, run op by op thousands of times", () => {
    tf.tidy(() => {
      const a = seed(1).normal<tf.Rank.R2>([256, 256]);
      const first = tf.matMul(a, a).dataSync();
      for (let i = 0; i < 3000; i++) tf.tidy(() => tf.matMul(a, a));
      expect(tf.matMul(a, a).dataSync()).toEqual(first);
    });
  });
});

describe("the op of a product", () => {
  const op = (a: number[], b: number[], avx512: boolean, transposeA = false) =>
    tf.tidy(() => productOp({ a: tf.zeros(a), b: tf.zeros(b), transposeA, transposeB: false }, avx512)); // prettier-ignore

  it("is not oneDNN's for a single pair, but for a large one with AVX-512", () => {
    for (const avx512 of [false, true]) {
      expect(op([1, 64, 32], [1, 32, 8], avx512)).toBe("BatchMatMulV3");
      expect(op([64, 32], [32, 8], avx512)).toBe("BatchMatMulV3");
      expect(op([2, 64, 32], [2, 32, 8], avx512)).toBe("BatchMatMulV2");
    }
    expect(op([256, 128], [128, 64], true)).toBe("BatchMatMulV2"); // 2^21 multiplications
    expect(op([128, 256], [128, 64], true, true)).toBe("BatchMatMulV2");
    expect(op([256, 128], [128, 63], true)).toBe("BatchMatMulV3");
    expect(op([256, 128], [128, 64], false)).toBe("BatchMatMulV3");
  });

  it("is not oneDNN's where pairs are broadcast, even with AVX-512", () => {
    expect(op([2, 256, 128], [1, 128, 64], true)).toBe("BatchMatMulV3");
    expect(op([2, 2, 256, 128], [2, 128, 64], true)).toBe("BatchMatMulV3");
    expect(op([2, 256, 128], [128, 64], true)).toBe("BatchMatMulV3");
  });

  it("depends on what the system says of the processor", () => {
    const file = path.join(folder, "cpuinfo");
    fs.writeFileSync(file, "flags : fma avx avx2 avx512f avx512_vnni\n");
    expect(hasAvx512(file)).toBe(true);
    fs.writeFileSync(file, "flags : fma avx avx2\n");
    expect(hasAvx512(file)).toBe(false);
    expect(hasAvx512(`${file}.missing`)).toBe(false);
  });
});
