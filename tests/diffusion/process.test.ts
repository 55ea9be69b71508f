import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createProcess, scheduleBetas, type Schedule } from "../../lib/diffusion";
import {
  alphaBars,
  cosineBetas,
  jsdBetas,
  linearBetas,
  noiseVariances,
  quadraticBetas,
  scaledLinearBetas,
  sigmoidAlphaBarBetas,
  sigmoidBetas,
  warmupBetas,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

describe("scheduleBetas", () => {
  it.each([
    ["linear", linearBetas(20)],
    ["cosine", cosineBetas(20)],
    ["quadratic", quadraticBetas(20)],
    ["scaledLinear", scaledLinearBetas(20)],
    ["sigmoid", sigmoidBetas(20)],
    ["sigmoidAlphaBar", sigmoidAlphaBarBetas(20)],
    ["warmup", warmupBetas(20)],
    ["jsd", jsdBetas(20)],
  ] as const)("'%s' is the schedule of dgm/math of that name", (name, betas) => {
    expect(scheduleBetas(name, 20)).toEqual(betas);
    expect(scheduleBetas({ name }, 20)).toEqual(betas);
  });

  it("takes options, constants and betas of one's own", () => {
    expect(scheduleBetas({ name: "linear", betaEnd: 0.5 }, 9)).toEqual(
      linearBetas(9, { betaEnd: 0.5 }),
    );
    expect([...scheduleBetas({ name: "constant", beta: 0.1 }, 3)]).toEqual([0.1, 0.1, 0.1]);
    expect([...scheduleBetas({ name: "custom", betas: [0.1, 0.2] }, 2)]).toEqual([0.1, 0.2]);
  });

  it("refuses what it does not know", () => {
    expect(() => scheduleBetas("toString" as Schedule, 5)).toThrow(
      "ddpm: schedule=toString; pass one of linear, cosine, quadratic, scaledLinear, sigmoid",
    );
    expect(() => scheduleBetas({ name: "custom", betas: [0.1] }, 2)).toThrow(
      "ddpm: 1 custom betas and T=2; pass one for each step.",
    );
    expect(() => scheduleBetas({ name: "linear", betaEnd: 2 }, 2)).toThrow("betaEnd=2");
  });
});

describe("createProcess", () => {
  it("has ᾱ and 1 - ᾱ of its schedule; 1000 linear steps by default", () => {
    const process = createProcess();
    expect(process.T).toBe(1000);
    expect(process.betas).toEqual(linearBetas(1000));
    expect(process.alphaBars).toEqual(alphaBars(linearBetas(1000)));
    expect(process.noiseVariances).toEqual(noiseVariances(linearBetas(1000)));
  });

  it("leaves nothing of the picture with a zero terminal SNR, and keeps the first step", () => {
    const process = createProcess({ zeroTerminalSnr: true });
    expect(process.alphaBars.at(-1)).toBe(0);
    expect(process.betas[0]).toBe(1e-4);
  });

  it("noises each example at its own t: √ᾱ x_0 + √(1 - ᾱ) ε", async () => {
    const process = createProcess({ T: 50, schedule: "cosine" });
    const x0 = seed(1).normal<tf.Rank.R4>([3, 2, 2, 1]);
    const noise = seed(2).normal<tf.Rank.R4>([3, 2, 2, 1]);
    const t = [0, 24, 49];
    const expected = t.flatMap((step, i) =>
      Array.from({ length: 4 }, (_, j) => {
        const [x, e] = [x0.dataSync()[4 * i + j]!, noise.dataSync()[4 * i + j]!];
        const bar = process.alphaBars[step]!;
        return Math.sqrt(bar) * x + Math.sqrt(1 - bar) * e;
      }),
    );
    const x = process.noised(x0, t, noise);
    expectClose(x.dataSync(), expected, { absolute: 1e-6 });
    await expectNoLeak(() => process.noised(x0, t, noise));
    await expectNoLeak(() => Object.values(process.coefficients(t, 4)));
    tf.dispose([x0, noise, x]);
  });

  it("noises points as it does pictures", () => {
    const process = createProcess({ T: 50 });
    tf.tidy(() => {
      const [x0, noise] = [seed(1).normal<tf.Rank.R2>([3, 4]), seed(2).normal<tf.Rank.R2>([3, 4])];
      const pictures = process.noised(
        x0.reshape([3, 2, 2, 1]),
        [0, 7, 49],
        noise.reshape([3, 2, 2, 1]),
      );
      const points = process.noised(x0, [0, 7, 49], noise);
      expect(points.shape).toEqual([3, 4]);
      expect(points.dataSync()).toEqual(pictures.dataSync());
      expect(process.coefficients([3, 4], 2).signal.shape).toEqual([2, 1]);
    });
  });

  it("names a t outside the process, and shapes that differ", async () => {
    const process = createProcess({ T: 5 });
    const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    const other = tf.zeros<tf.Rank.R4>([1, 2, 2, 2]);
    await expectNoLeak(() => {
      for (const t of [-1, 5, 1.5]) {
        expect(() => process.noised(x, [t], x)).toThrow(
          `ddpm: t=${t} is not an integer from 0 to 4; pass one.`,
        );
      }
      expect(() => process.noised(x, [1], other)).toThrow("noise has shape [1, 2, 2, 2]");
      expect(() => process.noised(x, [1, 2], x)).toThrow("expected [2, any, any, any]");
    });
    tf.dispose([x, other]);
  });
});
