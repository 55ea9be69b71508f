import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { inverse, logAbsDet } from "../../lib/nn";
import { eliminate } from "../../lib/nn/elimination";
import { expectClose } from "../contracts/close";
import { layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("logAbsDet", ({ w }) => logAbsDet(w as unknown as tf.Tensor2D), { tolerance: 1e-5 });
layerContract("inverse", ({ A }) => inverse(A as unknown as tf.Tensor2D), { tolerance: 1e-5 });

describe("elimination, for back ends without an op of their own", () => {
  it.each([1, 2, 5, 16, 48])("gives the native inverse and determinant of %i rows", (n) => {
    tf.tidy(() => {
      const w = seed(n).normal<tf.Rank.R2>([n, n]);
      const { inverse: found, logAbsDet: log } = eliminate(w);
      const expected = inverse(w).dataSync();
      const scale = Math.max(...expected.map(Math.abs));
      expectClose(found.dataSync(), expected, { absolute: 2e-4 * scale });
      expectClose(log.dataSync(), logAbsDet(w).dataSync(), { relative: 1e-4, absolute: 1e-4 });
    });
  });

  it("needs its pivoting", () => {
    tf.tidy(() => {
      const w = tf.tensor2d([[0, 2], [-3, 0]]); // prettier-ignore
      expectClose(eliminate(w).inverse.dataSync(), [0, -1 / 3, 0.5, 0], { absolute: 1e-7 });
      expect(eliminate(w).logAbsDet.dataSync()[0]).toBeCloseTo(Math.log(6), 6);
    });
  });
});

it.each([
  ["inverse", () => inverse(tf.ones([2, 3])), "inverse: w has shape [2, 3]; expected [any, 2]."],
  [
    "logAbsDet",
    () => logAbsDet(tf.ones([2]) as unknown as tf.Tensor2D),
    "logAbsDet: w has shape [2]; expected [any, 2].",
  ],
])("%s refuses what is not square", (_, f, message) => {
  expect(f).toThrow(message);
});
