import { beforeEach, describe, expect, it } from "vitest";
import { seed, toNdArray, type NdArray } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  ancestral,
  ddim,
  ddimInversion,
  dpmSolver2M,
  fPndm,
  heun,
  inpaint,
  plms,
  sampleLoop,
  sPndm,
  type InpaintOptions,
  type Stepper,
} from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { dummyNetwork, linearBars } from "../../contracts/diffusersLoop";
import { conditionalMean, exactNormal2d } from "../../contracts/exactNormal2d";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";
import { mean } from "../../contracts/statistics";

const process = { alphaBars: linearBars, network: dummyNetwork };
const rng = seed(1);
const shape = [2, 2, 3, 1];
const picture: NdArray = { data: seed(5).normalArray(12), shape };
const filled = (value: number): NdArray => ({ data: new Float32Array(12).fill(value), shape });
/** The left column is known. */
const left: NdArray = { data: Float32Array.of(1, 0, 0), shape: [1, 1, 3, 1] };
const steppers = [ancestral(), ddim(), plms(), sPndm(), dpmSolver2M(), heun()];

const paint = (stepper: Stepper, mask: NdArray, options: Partial<InpaintOptions> = {}) =>
  inpaint(process, stepper, picture, mask, { rng, steps: 6, ...options });

describe("inpaint", () => {
  beforeEach(nativeOnly);

  it.each(steppers)("returns what is known exactly, in part and whole: $name", async (stepper) => {
    for (const resamplings of [1, 2]) {
      expect(await paint(stepper, filled(1), { resamplings })).toEqual(picture);
      const { data, shape } = await paint(stepper, left, { resamplings });
      expect(shape).toEqual(picture.shape);
      data.forEach((value, i) => {
        if (i % 3 === 0) expect(value).toBe(picture.data[i]);
        else expect(value).not.toBe(picture.data[i]);
      });
    }
  });

  it.each(steppers)("is plain sampling where nothing is known: $name", async (stepper) => {
    const { x } = await sampleLoop(process, stepper, shape, { rng, steps: 6 });
    expect(await paint(stepper, filled(0))).toEqual(await toNdArray(x));
  });

  it("has the known part at the level of each timestep, with fresh noise each time", async () => {
    const big: NdArray = { data: new Float32Array(4000).fill(2), shape: [4000, 1] };
    const known: NdArray = { data: Float32Array.of(1), shape: [1, 1] };
    const seen: { t: number; values: Float32Array }[] = [];
    const visit = async (x: tf.Tensor, t: number) =>
      void seen.push({ t, values: Float32Array.from(await x.data()) });
    await inpaint(process, ddim(), big, known, { rng, steps: 4, visit });
    expect(seen.map(({ t }) => t)).toEqual([750, 500, 250, 0, -1]);
    for (const { t, values } of seen.slice(1, 4)) {
      const [bar, rest] = [linearBars[t]!, 1 - linearBars[t]!];
      const variance = mean(values.map((x) => (x - Math.sqrt(bar) * 2) ** 2));
      // z-scores of the mean and the variance, within 4.5: six checks, false alarms 4e-5.
      const z = (mean(values) - Math.sqrt(bar) * 2) / Math.sqrt(rest / 4000);
      expect(Math.abs(z)).toBeLessThan(4.5);
      expect(Math.abs(variance / rest - 1) / Math.sqrt(2 / 4000)).toBeLessThan(4.5);
    }
    const noise = ({ t, values }: (typeof seen)[0]) =>
      (values[0]! - 2 * Math.sqrt(linearBars[t]!)) / Math.sqrt(1 - linearBars[t]!);
    expect(Math.abs(noise(seen[1]!) - noise(seen[2]!))).toBeGreaterThan(0.01);
  });

  it("goes back up between resamplings, by the forward process, and says so to who looks", async () => {
    const visited: number[] = [];
    const zero = { alphaBars: linearBars, network: (x: tf.Tensor) => x.mul(0) };
    const values: Float32Array[] = [];
    const empty: NdArray = { data: new Float32Array(4000), shape: [4000, 1] };
    const none: NdArray = { data: Float32Array.of(0), shape: [1, 1] };
    await inpaint(zero, ddim(), empty, none, {
      rng,
      steps: 3,
      resamplings: 2,
      clip: "none",
      visit: async (x, t) => {
        visited.push(t);
        values.push(Float32Array.from(await x.data()));
      },
    });
    expect(visited).toEqual([666, 333, 666, 333, 0, 333, 0, -1]);
    // x_t given x_s has mean √(ᾱ_t/ᾱ_s) x_s and variance 1 - ᾱ_t/ᾱ_s: z-scores within 4.5, false alarms 1.4e-5.
    const ratio = linearBars[666]! / linearBars[333]!;
    const fresh = values[2]!.map((x, i) => x - Math.sqrt(ratio) * values[1]![i]!);
    expect(Math.abs(mean(fresh)) / Math.sqrt((1 - ratio) / 4000)).toBeLessThan(4.5);
    const variance = mean(fresh.map((x) => x * x));
    expect(Math.abs(variance / (1 - ratio) - 1) / Math.sqrt(2 / 4000)).toBeLessThan(4.5);
  });

  it("asks the network once a step and resampling", async () => {
    let asked = 0;
    const network = (x: tf.Tensor, t: tf.Tensor1D) => (asked++, dummyNetwork(x, t));
    await inpaint({ ...process, network }, ddim(), picture, left, {
      rng,
      steps: 6,
      resamplings: 3,
    });
    expect(asked).toBe(5 * 3 + 1);
  });

  it("comes to the conditional mean of a correlated Gaussian with resampling, and misses it without", async () => {
    const n = 1000;
    // The first coordinate is 1, the second unknown: whatever stands there, be it NaN.
    const pictures: NdArray = {
      data: Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 1 : NaN)),
      shape: [n, 2],
    };
    const first: NdArray = { data: Float32Array.of(1, 0), shape: [1, 2] };
    const errors: number[] = [];
    for (const resamplings of [1, 3, 10]) {
      const options = { rng, steps: 50, resamplings, clip: "none" } as const;
      const { data } = await inpaint(exactNormal2d, ancestral(), pictures, first, options);
      errors.push(Math.abs(mean(data.filter((_, i) => i % 2 === 1)) - conditionalMean(1)));
    }
    // The standard error is at most √(0.1/1000) = 0.01. Measured with 4,000: 0.23, 0.10, 0.03, of which 0.016 are due to
    // the 50 steps and stay. Tolerance: 0.03 + 4 standard errors of 0.007; false alarms 6e-5.
    expect(errors[0]).toBeGreaterThan(0.18);
    expect(errors[1]).toBeLessThan(errors[0]! - 0.05);
    expect(errors[2]).toBeLessThan(0.06);
  }, 60_000);

  it("refuses F-PNDM with resamplings, which leave it no warm-up, and takes it without", async () => {
    await expectNoLeak(async () => {
      await expect(paint(fPndm(), left, { resamplings: 2 })).rejects.toThrow(
        "inpaint: fPndm with resamplings=2; it needs 3 steps in a row before the last one, and each way back up ends the row. " +
          "Pass plms, ddim or ancestral, or resamplings: 1.",
      );
    });
    expect(await paint(fPndm(), filled(1), { resamplings: 1 })).toEqual(picture);
    const { x } = await sampleLoop(process, fPndm(), shape, { rng, steps: 6 });
    expect(await paint(fPndm(), filled(0))).toEqual(await toNdArray(x));
    x.dispose();
  });

  it("takes a mask of the pictures' shape, or 1 long on some axes", async () => {
    const whole: NdArray = {
      data: Float32Array.from({ length: 12 }, (_, i) => +(i % 3 === 0)),
      shape,
    };
    const [one, other] = [await paint(ddim(), left), await paint(ddim(), whole)];
    expectClose(one.data, other.data, {});
  });

  it("says what is wrong with its input, and loses no tensor: done, or with a network that fails", async () => {
    await paint(ddim(), left);
    await expectNoLeak(() => paint(plms(), left, { resamplings: 2 }).then(() => undefined));
    await expectNoLeak(async () => {
      const wide: NdArray = { data: new Float32Array(24), shape: [2, 2, 3, 2] };
      await expect(paint(ddim(), wide)).rejects.toThrow(
        "inpaint: mask has shape [2, 2, 3, 2]; expected [2, 2, 3, 1].",
      );
      await expect(paint(ddim(), { data: new Float32Array(6), shape: [2, 3] })).rejects.toThrow(
        "inpaint: mask has shape [2, 3]; expected [2, 2, 3, 1].",
      );
      await expect(paint(ddim(), { ...left, data: Float32Array.of(1, 0.5, 0) })).rejects.toThrow(
        "inpaint: mask[1]=0.5; expected 1 where the picture is known and 0 where it is to be made.",
      );
      await expect(paint(ddim(), { ...left, data: new Float32Array(2) })).rejects.toThrow(
        "inpaint: mask has shape [1, 1, 3, 1] and 2 numbers",
      );
      await expect(paint(ddim(), left, { resamplings: 0 })).rejects.toThrow(
        "inpaint: resamplings=0 is not an integer of at least 1; pass one.",
      );
      await expect(paint(ddimInversion(), left)).rejects.toThrow(
        "inpaint: ddimInversion goes from picture to noise; pass one that samples, such as ddim.",
      );
      const network = () => {
        throw new Error("broken network");
      };
      const broken = inpaint({ ...process, network }, ddim(), picture, left, { rng });
      await expect(broken).rejects.toThrow("broken network");
    });
  });
});
