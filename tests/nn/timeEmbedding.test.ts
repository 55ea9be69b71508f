import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { timeEmbedding } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";

beforeAll(async () => {
  await ready();
});

const cases = golden<Record<string, { t: GoldenArray; output: GoldenArray }>>("layers");

describe("timeEmbedding", () => {
  it.each([4, 8, 32])("has the paper's values for %i dimensions", (dim) => {
    const { t, output } = cases[`timeEmbedding${dim}`]!;
    const y = tf.tidy(() => timeEmbedding(tensorOf(t) as tf.Tensor1D, dim));
    expect(y.shape).toEqual(output.shape);
    // An angle of up to 999 in float32 is known to 6e-5.
    expectClose(y.dataSync(), output.data, { absolute: 1e-4 });
    y.dispose();
  });

  it("takes integer times and leaves no tensor behind", async () => {
    await expectNoLeak(() => tf.tidy(() => timeEmbedding(tf.tensor1d([1, 2], "int32"), 6)));
  });

  it("refuses an odd or too small width and times that are no vector", () => {
    const t = tf.tensor1d([0]);
    expect(() => timeEmbedding(t, 5)).toThrow(
      "timeEmbedding: dim=5; pass an even number of at least 4.",
    );
    expect(() => timeEmbedding(t, 2)).toThrow(
      "timeEmbedding: dim=2; pass an even number of at least 4.",
    );
    expect(() => timeEmbedding(tf.ones([2, 1]) as unknown as tf.Tensor1D, 4)).toThrow(
      "timeEmbedding: t has shape [2, 1]; expected [any].",
    );
  });
});
