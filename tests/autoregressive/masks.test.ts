import { beforeEach, describe, expect, it } from "vitest";
import { centreMask, colourDegrees, kernelMask } from "../../lib/autoregressive";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const valuesOf = (make: () => tf.Tensor) => tf.tidy(() => make().arraySync());

describe("colourDegrees", () => {
  it("splits channels into equal groups, first colour first", () => {
    expect(colourDegrees(6, 3)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(colourDegrees(4, 1)).toEqual([1, 1, 1, 1]);
  });

  it("refuses channels that do not fall into equal groups", () => {
    expect(() => colourDegrees(4, 3)).toThrow(
      "masks: 4 features for 3 colours; pass a multiple of 3.",
    );
  });
});

describe("centreMask", () => {
  it("A: red sees nothing, green sees red, blue sees both", () => {
    const mask = valuesOf(() => centreMask({ type: "A", from: [1, 2, 3], to: [1, 2, 3] }));
    expect(mask).toEqual([[0, 1, 1], [0, 0, 1], [0, 0, 0]]); // prettier-ignore
  });

  it("B: each colour sees itself as well", () => {
    const mask = valuesOf(() => centreMask({ type: "B", from: [1, 2, 3], to: [1, 2, 3] }));
    expect(mask).toEqual([[1, 1, 1], [0, 1, 1], [0, 0, 1]]); // prettier-ignore
  });

  it("A of one colour is all 0, B all 1; an input of degree 0 is open to all", () => {
    const of = (type: "A" | "B") => valuesOf(() => centreMask({ type, from: [1, 0], to: [1, 1] }));
    expect(of("A")).toEqual([[0, 0], [1, 1]]); // prettier-ignore
    expect(of("B")).toEqual([[1, 1], [1, 1]]); // prettier-ignore
  });
});

describe("kernelMask", () => {
  it("is, for grey pictures, the mask of the paper's figure 1", () => {
    const config = { type: "A", from: [1], to: [1] } as const;
    const mask = tf.tidy(() => [...kernelMask([5, 5], [2, 2], config).dataSync()]);
    expect(mask).toEqual([
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ].flat()); // prettier-ignore
  });

  it("knows kernels that end at the pixel, in a row", () => {
    const config = { type: "B", from: [1], to: [1] } as const;
    expect(tf.tidy(() => [...kernelMask([1, 3], [0, 2], config).dataSync()])).toEqual([1, 1, 1]);
  });

  it("leaves no tensor behind but the mask", async () => {
    await expectNoLeak(() => kernelMask([3, 3], [1, 1], { type: "A", from: [1], to: [1] }));
  });
});
