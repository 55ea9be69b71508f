import { beforeEach, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { downsample2x, upsample2x } from "../../lib/nn";
import { layerContract } from "../contracts/layer";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

layerContract("downsample2x", ({ x }) => downsample2x(x as unknown as tf.Tensor4D));

it("undoes upsampling", () => {
  tf.tidy(() => {
    const x = tf.range(0, 12).reshape<tf.Tensor4D>([1, 2, 3, 2]);
    expect(downsample2x(upsample2x(x)).arraySync()).toEqual(x.arraySync());
  });
});

it("refuses an odd side", () => {
  expect(() => downsample2x(tf.ones([1, 3, 4, 1]))).toThrow(
    "downsample2x: x has shape [1, 3, 4, 1]; expected an even height and width.",
  );
});
