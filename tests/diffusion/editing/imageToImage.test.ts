import { beforeEach, describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  ancestral,
  ddim,
  ddimInversion,
  dpmSolver2M,
  imageToImage,
  plms,
  sampleLoop,
  type ImageToImageOptions,
  type Stepper,
} from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { dummyNetwork, linearBars } from "../../contracts/diffusersLoop";
import { exactNormal2d, MEANS, VARIANCE } from "../../contracts/exactNormal2d";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";
import { mean } from "../../contracts/statistics";

const process = { alphaBars: linearBars, network: dummyNetwork };
const rng = seed(1);
const picture: NdArray = { data: seed(5).normalArray(24), shape: [2, 2, 3, 2] };

/** The picture noised to timestep t with the noise that belongs to the key, by hand. */
function noisedTo(t: number, { data, shape }: NdArray = picture): tf.Tensor {
  const bar = linearBars[t]!;
  const epsilon = rng.fold("start").normalArray(data.length);
  const values = data.map((x, i) => Math.sqrt(bar) * x + Math.sqrt(1 - bar) * epsilon[i]!);
  return tf.tensor(values, [...shape]);
}

const edit = (stepper: Stepper, options: Partial<ImageToImageOptions> & { strength: number }) =>
  imageToImage(process, stepper, picture, { rng, steps: 10, ...options });

describe("imageToImage", () => {
  beforeEach(nativeOnly);

  it("returns the picture at strength 0, and where it rounds to no step", async () => {
    for (const strength of [0, 0.09]) {
      const same = await edit(ancestral(), { strength });
      expect(same).toEqual(picture);
      expect(same.data).not.toBe(picture.data);
    }
  });

  it("at strength 1 is plain sampling from the noised picture, with the same keys", async () => {
    for (const stepper of [ddim(), ancestral(), plms(), dpmSolver2M()]) {
      const edited = await edit(stepper, { strength: 1 });
      const highest = stepper.name === "dpmSolver2M" ? 999 : 900;
      const start = noisedTo(highest);
      const { x } = await sampleLoop(process, stepper, start, { rng, steps: 10 });
      start.dispose();
      expectClose(edited.data, await x.data(), { relative: 1e-4, absolute: 1e-5 });
      expect(edited.shape).toEqual(x.shape);
      x.dispose();
    }
  });

  it("between, runs the last ⌊strength · steps⌋ steps from where they begin, as diffusers", async () => {
    // diffusers: int(steps * strength) of the timesteps 900, 800, ..., 0; the first of them is that of the noise.
    for (const [strength, expected] of [
      [0.1, [0, -1]],
      [0.3, [200, 100, 0, -1]],
      [0.59, [400, 300, 200, 100, 0, -1]],
      [0.7, [600, 500, 400, 300, 200, 100, 0, -1]],
    ] as const) {
      const visited: number[] = [];
      let begin: Float32Array | undefined;
      await edit(ancestral(), {
        strength,
        visit: async (x, t) => {
          begin ??= Float32Array.from(await x.data());
          visited.push(t);
        },
      });
      expect(visited).toEqual(expected);
      const start = noisedTo(expected[0]);
      expectClose(begin!, await start.data(), { relative: 1e-6, absolute: 1e-6 });
      start.dispose();
    }
  });

  it("draws the noise of its steps as the whole loop does: two strengths share that of their last steps", async () => {
    // With a network of zeros x' = c x + σ z, so that with equal z the difference of two runs is multiplied by c.
    const zero = { alphaBars: linearBars, network: (x: tf.Tensor) => x.mul(0) };
    const run = async (strength: number) => {
      const seen: Float32Array[] = [];
      const visit = async (x: tf.Tensor) => void seen.push(Float32Array.from(await x.data()));
      const options = { rng, steps: 10, strength, clip: "none", visit } as const;
      await imageToImage(zero, ancestral(), picture, options);
      return seen.slice(-4);
    };
    const [weak, strong] = [await run(0.3), await run(0.5)];
    const differences = weak.map((x, i) => x.map((value, j) => value - strong[i]![j]!));
    for (const i of [1, 2, 3]) {
      const factor = differences[i]![0]! / differences[i - 1]![0]!;
      const expected = differences[i - 1]!.map((d) => factor * d);
      expectClose(differences[i]!, expected, { relative: 1e-3, absolute: 1e-5 });
    }
  });

  it("keeps more of the picture the weaker it is, and comes to the data's mean where it is strong", async () => {
    // 4,000 pictures at (1.3, 0.8), two deviations above the mean; standard error below 0.5/√4000 = 0.008.
    const far: NdArray = {
      data: Float32Array.from({ length: 8000 }, (_, i) => MEANS[i % 2]! + 1),
      shape: [4000, 2],
    };
    const distances: number[] = [];
    for (const strength of [0.1, 0.4, 1]) {
      const { data } = await imageToImage(exactNormal2d, ancestral(), far, {
        rng,
        steps: 50,
        strength,
        clip: "none",
      });
      distances.push(mean(data.filter((_, i) => i % 2 === 0)) - MEANS[0]);
    }
    const error = Math.sqrt(VARIANCE / 4000);
    expect(distances[0]! - distances[1]!).toBeGreaterThan(5 * error);
    expect(distances[1]! - distances[2]!).toBeGreaterThan(5 * error);
    expect(distances[0]!).toBeGreaterThan(0.8);
    expect(Math.abs(distances[2]!)).toBeLessThan(0.01 + 4 * error); // false alarms: 6e-5
  });

  it("says what is wrong with its input, and loses no tensor: done, or with a network that fails", async () => {
    await edit(ddim(), { strength: 0.5 });
    await expectNoLeak(() => edit(ancestral(), { strength: 0.5 }).then(() => undefined));
    await expectNoLeak(() => edit(ancestral(), { strength: 0 }).then(() => undefined));
    await expectNoLeak(async () => {
      for (const strength of [-0.1, 1.1, NaN]) {
        await expect(edit(ddim(), { strength })).rejects.toThrow(
          `imageToImage: strength=${strength}; expected a finite number from 0 to 1.`,
        );
      }
      await expect(edit(ddimInversion(), { strength: 0.5 })).rejects.toThrow(
        "imageToImage: ddimInversion goes from picture to noise; pass one that samples, such as ddim.",
      );
      await expect(edit(ddim(), { strength: 0.5, steps: 1001 })).rejects.toThrow("steps=1001");
      const torn = { data: new Float32Array(5), shape: [2, 3] };
      await expect(imageToImage(process, ddim(), torn, { rng, strength: 0.5 })).rejects.toThrow(
        "imageToImage: pictures has shape [2, 3] and 5 numbers; expected at least one axis, [B,...], and as many numbers.",
      );
      const network = () => {
        throw new Error("broken network");
      };
      const broken = imageToImage({ ...process, network }, ddim(), picture, { rng, strength: 0.5 });
      await expect(broken).rejects.toThrow("broken network");
    });
  });
});
