import { beforeEach, describe, expect, it } from "vitest";
import { createPixelCnn, drawingMultiplications, type PixelCnnConfig } from "../../lib/autoregressive"; // prettier-ignore
import { countMultiplications, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const small = { levels: 2, features: 4, headFeatures: 8, layers: 2, firstKernel: 5 } as const;
const costs = async (config: PixelCnnConfig) => {
  const model = createPixelCnn(config, seed(1));
  const naive = await drawingMultiplications(model, "naive");
  const cached = await drawingMultiplications(model, "cached");
  const pass = await countMultiplications(() => model.network.predict(tf.zeros([1, ...config.shape]), undefined)); // prettier-ignore
  model.dispose();
  return { naive, cached, pass };
};

describe("the multiplications of drawing a picture", () => {
  it.each([
    ["a square", [7, 7, 1]],
    ["a rectangle", [4, 9, 1]],
    ["a single row", [1, 6, 1]],
  ] as const)("%s: a pass for each pixel; with memory one pass in all", async (_, shape) => {
    const { naive, cached, pass } = await costs({ shape, ...small });
    expect(naive).toBe(shape[0] * shape[1] * pass);
    expect(cached).toBe(pass);
  });

  it("of one pixel, layer by layer, are what the paper's figure 2 says", async () => {
    const { cached } = await costs({ shape: [6, 5, 1], ...small });
    const [p, inputs, head] = [4, 3, 8]; // a value and two coordinates come in
    const layer = (above: number, left: number, from: number) =>
      (above + left) * from * 2 * p + 2 * p * 2 * p + p * p; // n x n and 1 x n, both gates' halves; link; out
    const reach = 2; // of the first layer: 2 rows of 5 above, 2 pixels to the left and the pixel itself, masked
    const first = layer(reach * (2 * reach + 1), reach + 1, inputs);
    const later = layer(2 * 3, 2, p); // 2 rows of 3, the own one among them; 2 pixels
    expect(cached).toBe(6 * 5 * (first + 2 * later + p * head + head * 1));
  });

  it("with two colours: a pass for each colour; with memory the pixels' part twice", async () => {
    const { naive, cached, pass } = await costs({ shape: [4, 5, 2], ...small });
    expect(naive).toBe(40 * pass);
    expect(cached).toBeGreaterThan(pass);
    expect(cached).toBeLessThan(2 * pass);
  });

  it("tell of classes once for each row, and leave no tensor behind", async () => {
    const model = createPixelCnn({ shape: [6, 5, 1], classes: 3, ...small }, seed(1));
    const { pass } = await costs({ shape: [6, 5, 1], ...small });
    const perRow = 3 * 8 * (3 + 2); // three classes to 2p numbers: three links, two vertical gates
    await expectNoLeak(async () => {
      expect(await drawingMultiplications(model, "cached")).toBe(pass + 6 * perRow);
    });
    model.dispose();
  });

  it("refuses memory where there is none", async () => {
    const model = createPixelCnn({ shape: [6, 5, 1], network: "plain", ...small }, seed(1));
    await expect(drawingMultiplications(model, "cached")).rejects.toThrow(
      'drawingMultiplications: the network has no method "cached".',
    );
    model.dispose();
  });
});
