import { beforeEach, expect, it } from "vitest";
import { dependencies, dependencyMatrix } from "../../lib/autoregressive";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const shape = [2, 3, 1] as const;
const options = { shape, rng: seed(1) };

/** Every output is twice the value to its left, and minus the value above that. */
const predict = (x: tf.Tensor4D) =>
  tf.tidy(() => {
    const right = tf.pad(x, [[0, 0], [0, 0], [1, 0], [0, 0]]).slice([0, 0, 0, 0], [-1, 2, 3, 1]); // prettier-ignore
    const below = tf.pad(right, [[0, 0], [1, 0], [0, 0], [0, 0]]).slice([0, 0, 0, 0], [-1, 2, 3, 1]); // prettier-ignore
    return right.mul(2).sub(below).expandDims(4);
  });

it("finds exactly the values that an output depends on, in proportion to how much", () => {
  const { data, shape: found } = dependencies(predict, [1, 2, 0], options);
  expect(found).toEqual([2, 3, 1]);
  expect([...data].map((value) => value > 0)).toEqual([false, true, false, false, true, false]);
  expect(data[4]! / data[1]!).toBeCloseTo(2, 5);
});

it("has a row for each place in its matrix", () => {
  const { data, shape: found } = dependencyMatrix(predict, options);
  expect(found).toEqual([6, 6]);
  const pairs = [...data].flatMap((value, at) => (value > 0 ? [[Math.floor(at / 6), at % 6]] : []));
  expect(pairs).toEqual([[1, 0], [2, 1], [4, 0], [4, 3], [5, 1], [5, 4]]); // prettier-ignore
});

it("leaves no tensor behind, and refuses places outside", async () => {
  await expectNoLeak(() => void dependencies(predict, [0, 0, 0], options));
  expect(() => dependencies(predict, [2, 0, 0], options)).toThrow(
    "dependencies: place[0]=2 is not an integer from 0 to 1; pass one.",
  );
});
