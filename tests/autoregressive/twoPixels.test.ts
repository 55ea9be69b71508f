import { beforeEach, describe, expect, it } from "vitest";
import { createPixelCnn, type PixelCnnConfig } from "../../lib/autoregressive";
import { seed } from "../../lib/core";
import { chiSquareTest } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const small = { features: 4, headFeatures: 8, layers: 1, firstKernel: 3 } as const;

/** All pictures of 2 x 3 black and white pixels. */
const [H, W, D] = [2, 3, 6];
const pictures = {
  data: Float32Array.from({ length: 64 * D }, (_, at) =>
    (Math.floor(at / D) >> (at % D)) & 1 ? 1 : -1,
  ),
  shape: [64, H, W, 1],
};
const config: PixelCnnConfig = { shape: [H, W, 1], levels: 2, ...small };

describe("pairLogProbs", () => {
  it("gives log p(x) itself, and, for pairs, another distribution that sums to 1", async () => {
    const model = createPixelCnn(config, seed(1));
    const { one, two } = await model.pairLogProbs(pictures, { batchSize: 24 });
    expectClose(one, await model.logProbs(pictures), { absolute: 1e-5 }, "log p");
    expect(two.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5);
    model.dispose();
  });

  it("costs the mutual information of the pairs, from the table of all pictures", async () => {
    const model = createPixelCnn(config, seed(1));
    const { one, two } = await model.pairLogProbs(pictures);
    const p = one.map(Math.exp);
    const cost = p.reduce((sum, value, i) => sum + value * (one[i]! - two[i]!), 0);
    /** p of all pictures whose first values are those of picture i, the values at `skip` left open. */
    const prefix = (i: number, length: number, skip = -1) =>
      p.reduce((sum, value, j) => {
        const same = Array.from({ length }, (_, k) => k).every(
          (k) => k === skip || ((i >> k) & 1) === ((j >> k) & 1),
        );
        return same ? sum + value : sum;
      }, 0);
    let information = 0;
    for (const first of [0, 3]) {
      for (let i = 0; i < 64; i++) {
        const joint = prefix(i, first + 2) / prefix(i, first);
        const x = prefix(i, first + 1) / prefix(i, first);
        const y = prefix(i, first + 2, first) / prefix(i, first);
        information += p[i]! * Math.log(joint / (x * y));
      }
    }
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeCloseTo(information, 5);
    model.dispose();
  });

  it("is what the sampler of pairs draws from (chi-square, false alarms 1e-4)", async () => {
    const model = createPixelCnn(config, seed(1));
    const n = 20_000;
    const { two } = await model.pairLogProbs(pictures);
    const counts = new Float64Array(64);
    const { data } = await model.sample(n, { rng: seed(5), pixelsPerStep: 2, batchSize: n });
    for (let i = 0; i < n; i++) {
      let number = 0;
      for (let k = 0; k < D; k++) if (data[i * D + k]! > 0) number += 2 ** k;
      counts[number]!++;
    }
    const p = two.map(Math.exp);
    const total = p.reduce((a, b) => a + b, 0);
    const expected = p.map((value) => (n * value) / total);
    expect(Math.min(...expected)).toBeGreaterThan(5);
    expect(chiSquareTest(counts, expected).pValue).toBeGreaterThan(1e-4);
    model.dispose();
  });

  it("leaves no tensor behind, and refuses colours and other shapes", async () => {
    const model = createPixelCnn({ ...config, classes: 2 }, seed(1));
    await model.pairLogProbs(pictures, { labels: 1 });
    await expectNoLeak(() => model.pairLogProbs(pictures, { labels: 0 }));
    await expect(model.pairLogProbs({ ...pictures, shape: [64, 6] })).rejects.toThrow(
      "pairLogProbs: pictures has shape [64, 6]; expected [any, 2, 3, 1].",
    );
    model.dispose();
    const colours = createPixelCnn({ ...config, shape: [2, 2, 2] }, seed(1));
    await expect(colours.pairLogProbs(pictures)).rejects.toThrow("pictures of 2 colours");
    colours.dispose();
  });
});
