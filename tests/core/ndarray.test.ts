import { beforeAll, describe, expect, it } from "vitest";
import { ready, rows, toNdArray, toTensor } from "../../lib/core";
import { valuesNow } from "../../lib/core/ndarray";
import * as tf from "../../lib/core/tf";

beforeAll(async () => {
  await ready();
});

describe("toNdArray", () => {
  it("reads values and shape and frees the tensor", async () => {
    const before = tf.memory().numTensors;
    const array = await toNdArray(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]));
    expect(array).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("valuesNow", () => {
  it("reads values and shape and leaves the tensor", () => {
    const tensor = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const array = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
    expect(valuesNow(tensor)).toEqual(array);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
  });
});

describe("toTensor", () => {
  it("is undone by toNdArray, and leaves one tensor", async () => {
    const array = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
    const before = tf.memory().numTensors;
    const tensor = toTensor<tf.Rank.R2>(array);
    expect(tensor.shape).toEqual([3, 2]);
    expect(tensor.dtype).toBe("float32");
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(await toNdArray(tensor)).toEqual(array);
  });

  it("refuses a shape that the numbers do not fill", () => {
    expect(() => toTensor({ data: Float32Array.of(1, 2, 3), shape: [2, 2] })).toThrow(/4.*3/);
  });
});

describe("rows", () => {
  const array = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };

  it("cuts along the first axis and shares memory", () => {
    expect(rows(array, 1, 3)).toEqual({ data: Float32Array.of(3, 4, 5, 6), shape: [2, 2] });
    expect(rows(array, 1, 2).data.buffer).toBe(array.data.buffer);
    expect(rows(array, 2, 2)).toEqual({ data: new Float32Array(0), shape: [0, 2] });
  });

  it("refuses a range outside", () => {
    expect(() => rows(array, 1, 4)).toThrow("rows: end=4 is not an integer from 1 to 3; pass one.");
    expect(() => rows(array, -1, 2)).toThrow("rows: start=-1 is not an integer from 0 to 3");
  });
});
