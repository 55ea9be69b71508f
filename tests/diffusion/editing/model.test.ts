import { beforeEach, describe, expect, it } from "vitest";
import { rows, seed, type NdArray } from "../../../lib/core";
import { createDdpm, ddim, imageToImage, inpaint, interpolateNoise } from "../../../lib/diffusion";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";

const rng = seed(1);
const points: NdArray = { data: seed(7).normalArray(8), shape: [4, 2] };

describe("editing with a model", () => {
  beforeEach(nativeOnly);

  it("takes its compiled denoiser, with classes, and leaves no tensor behind", async () => {
    const model = createDdpm({ network: { dim: 2, width: 8, classes: 2 }, T: 50 }, seed(0));
    const mask: NdArray = { data: Float32Array.of(1, 0), shape: [1, 2] };
    const edit = async () => {
      const denoiser = model.denoiser({ labels: [0, 1, 0, 1] });
      const options = { rng, steps: 5 };
      const near = await imageToImage(denoiser, ddim(), points, { ...options, strength: 0.6 });
      const filled = await inpaint(denoiser, ddim(), points, mask, { ...options, resamplings: 2 });
      return [near, filled].map(({ data, shape }) => ({ values: Array.from(data), shape }));
    };
    const first = await edit(); // compiles
    await expectNoLeak(async () => {
      expect(await edit()).toEqual(first);
    });
    for (const { values, shape } of first) {
      expect(shape).toEqual([4, 2]);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(first[1]!.values[2]).toBe(points.data[2]);
    model.dispose();
  });

  it("samples from the noises between two as one batch, whose ends are the samples of these two", async () => {
    const model = createDdpm({ network: { dim: 2, width: 8 }, T: 50 }, seed(0));
    const [from, to] = [rows(points, 0, 1), rows(points, 1, 2)];
    const sample = (start: NdArray) =>
      model.sample(start.shape[0]!, { rng, steps: 5, sampler: ddim(), start });
    const path = await sample(interpolateNoise(from, to, 4));
    expect(path.shape).toEqual([4, 2]);
    const ends = await sample(rows(points, 0, 2));
    expect([rows(path, 0, 1).data, rows(path, 3, 4).data]).toEqual([
      rows(ends, 0, 1).data,
      rows(ends, 1, 2).data,
    ]);
    model.dispose();
  });
});
