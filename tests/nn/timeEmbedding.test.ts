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

  it("has, in the other convention, cosines first and frequencies that stop short of 1/10000", () => {
    const y = tf.tidy(() =>
      timeEmbedding(tf.tensor1d([0, 7, 500]), 8, { convention: "guided-diffusion" }),
    );
    const { cos, sin } = Math;
    // 10000^(-i/4) = 1, 1/10, 1/100, 1/1000
    const expected = [
      ...[1, 1, 1, 1, 0, 0, 0, 0],
      ...[cos(7), cos(0.7), cos(0.07), cos(0.007), sin(7), sin(0.7), sin(0.07), sin(0.007)],
      ...[cos(500), cos(50), cos(5), cos(0.5), sin(500), sin(50), sin(5), sin(0.5)],
    ];
    expect(y.shape).toEqual([3, 8]);
    expectClose(y.dataSync(), expected, { absolute: 1e-4 });
    // The same as decimals: cos 7, cos 0.7, sin 7, cos 5.
    expectClose(
      [8, 9, 12, 18].map((i) => y.dataSync()[i]!),
      [0.753902254, 0.764842187, 0.656986599, 0.283662185],
      { absolute: 1e-6 },
    );
    y.dispose();
  });

  it("is the paper's unless told otherwise", () => {
    tf.tidy(() => {
      const t = tf.tensor1d([3, 700]);
      const usual = timeEmbedding(t, 8).dataSync();
      expect(timeEmbedding(t, 8, { convention: "ddpm" }).dataSync()).toEqual(usual);
      const other = timeEmbedding(t, 8, { convention: "guided-diffusion" }).dataSync();
      expect(other).not.toEqual(usual);
    });
  });

  it("takes integer times and leaves no tensor behind", async () => {
    await expectNoLeak(() => tf.tidy(() => timeEmbedding(tf.tensor1d([1, 2], "int32"), 6)));
  });

  it("refuses an odd or too small width, times that are no vector, and an unknown convention", () => {
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
    const convention = "vaswani" as "ddpm";
    expect(() => timeEmbedding(t, 4, { convention })).toThrow(
      "timeEmbedding: no convention 'vaswani'; pass one of ddpm, guided-diffusion.",
    );
  });
});
