import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { langevin, mala } from "../../lib/diffusion";
import { meanEstimate, varianceEstimate } from "../../lib/math";
import { nd, plausible } from "../contracts/chains";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const normal = (x: tf.Tensor) => x.square().mul(-0.5);
const N = 20_000;

describe("mala", () => {
  beforeEach(nativeOnly);

  it("keeps N(0, 1) at a step size whose bias is a third without the adjustment (false alarm 3e-6)", async () => {
    const options = { rng: seed(1), stepSize: 1, steps: 30 };
    const { x, acceptance } = await mala(normal, nd([N], 1), options);
    expect(plausible(varianceEstimate(x.data), 1)).toBe(true);
    expect(plausible(meanEstimate(x.data), 0)).toBe(true);
    expect(acceptance).toBeGreaterThan(0.85);
    expect(acceptance).toBeLessThan(0.98);
    const biased = await langevin((a) => a.neg(), nd([N], 1), options);
    expect(plausible(varianceEstimate(biased.data), 4 / 3)).toBe(true);
  });

  it("keeps exp(-x⁴/4), whose variance is 2 Γ(3/4)/Γ(1/4) = 0.6759782 (false alarm 1e-6)", async () => {
    const quartic = (x: tf.Tensor) => x.square().square().mul(-0.25);
    const { x } = await mala(quartic, nd([N]), { rng: seed(2), stepSize: 0.5, steps: 40 });
    expect(plausible(varianceEstimate(x.data), 0.6759782)).toBe(true);
  });

  it("accepts with the probability of the definition: one step, worked out in float64", async () => {
    const rng = seed(3);
    const h = 1.5;
    const start = [0.5, -1, 2, 0, 1, -2.5];
    const { x, acceptance } = await mala((a) => a.square().sum(1).mul(-0.5), nd([3, 2], start), {
      rng,
      stepSize: h,
      steps: 1,
    });
    const [noiseRng, uniformRng] = rng.fold(0).split(2);
    const [z, u] = [noiseRng!.normalArray(6), uniformRng!.uniformArray(3)];
    const expected: number[] = [];
    let count = 0;
    for (let b = 0; b < 3; b++) {
      const at = [start[2 * b]!, start[2 * b + 1]!];
      const to = at.map((v, i) => v - (h / 2) * v + Math.sqrt(h) * z[2 * b + i]!);
      const square = (v: number[]) => v.reduce((s, a) => s + a * a, 0);
      const forth = square(to.map((v, i) => v - (1 - h / 2) * at[i]!));
      const back = square(at.map((v, i) => v - (1 - h / 2) * to[i]!));
      const ratio = Math.exp((square(at) - square(to)) / 2 + (forth - back) / (2 * h));
      if (u[b]! < ratio) count++;
      expected.push(...(u[b]! < ratio ? to : at));
    }
    expectClose(x.data, expected, { absolute: 1e-5 });
    expectClose([acceptance], [count / 3], { absolute: 1e-6 });
  });

  it("leaves nothing behind, also when it fails, and says what is wrong", async () => {
    const options = { rng: seed(4), stepSize: 0.5, steps: 3 };
    const four = nd([4]);
    await expectNoLeak(async () => {
      await mala(normal, four, options);
    });
    const start = nd([2, 2]);
    await expectNoLeak(async () => {
      await expect(mala(normal, start, options)).rejects.toThrow(
        "mala: the log density has shape [2, 2]; expected [2]",
      );
    });
    await expect(mala(normal, start, { ...options, steps: 0 })).rejects.toThrow("mala: steps=0");
    await expect(mala(normal, start, { ...options, stepSize: 0 })).rejects.toThrow(
      "mala: stepSize=0",
    );
    await expect(mala(normal, nd([]), options)).rejects.toThrow("mala: the start has no axes");
  });
});
