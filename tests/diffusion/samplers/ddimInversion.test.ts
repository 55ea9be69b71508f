import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { ddim, ddimInversion, sampleLoop } from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { linearBars } from "../../contracts/diffusersLoop";
import { stepperContract } from "../../contracts/stepper";

stepperContract({
  name: "ddimInversion",
  make: () => ddimInversion(),
  order: 1,
  evaluations: (steps) => steps,
});

describe("ddimInversion", () => {
  beforeAll(async () => void (await ready()));

  /** The best network for N(0.3, 0.4²), asked for one t at a time. */
  const network = (x: tf.Tensor, t: tf.Tensor1D) => {
    const bar = linearBars[t.dataSync()[0]!]!;
    return x.sub(Math.sqrt(bar) * 0.3).mul(Math.sqrt(1 - bar) / (bar * 0.16 + 1 - bar));
  };
  const process = { alphaBars: linearBars, network };

  it("followed by DDIM returns the picture, the closer the more steps", async () => {
    const start = tf.tidy(() => seed(2).normal<tf.Rank.R2>([50, 2]).mul(0.4).add(0.3));
    const visited: number[] = [];
    const errors: number[] = [];
    for (const steps of [10, 40, 160]) {
      const visit = (_x: tf.Tensor, t: number) => void (steps === 10 && visited.push(t));
      const noise = await sampleLoop(process, ddimInversion(), start, { steps, visit });
      const back = await sampleLoop(process, ddim(), noise.x, { steps, clip: "none" });
      const error = tf.tidy(() => back.x.sub(start).square().mean().sqrt());
      errors.push((await error.data())[0]!);
      tf.dispose([noise.x, back.x, error]);
    }
    start.dispose();
    expect(visited).toEqual([-1, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(errors[1]).toBeLessThan(errors[0]! / 3);
    expect(errors[2]).toBeLessThan(errors[1]! / 3);
    expect(errors[2]).toBeLessThan(0.02);
  });

  it("turns data into standard normal noise", async () => {
    const start = tf.tensor2d([-0.1, 0.3, 0.7], [3, 1]);
    const { x } = await sampleLoop(process, ddimInversion(), start, { steps: 500 });
    // One standard deviation below, at, and above the mean.
    expectClose(await x.data(), [-1, 0, 1], { absolute: 0.03 });
    tf.dispose([start, x]);
  });

  it("takes the clean picture for x_0, whatever the network says of it", async () => {
    const zero = { alphaBars: linearBars, network: (x: tf.Tensor) => x.mul(0) };
    const start = tf.tensor2d([1, -2], [2, 1]);
    const { x } = await sampleLoop(zero, ddimInversion(), start, {
      moves: [{ from: -1, to: 500 }],
    });
    const signal = Math.sqrt(linearBars[500]!);
    expectClose(await x.data(), [signal, -2 * signal], { relative: 1e-6 });
    tf.dispose([start, x]);
  });

  it.each(["x0", "v", "score"] as const)(
    "starts from the clean picture, also with %s",
    async (prediction) => {
      const zero = { alphaBars: linearBars, network: (x: tf.Tensor) => x.mul(0), prediction };
      const { x } = await sampleLoop(zero, ddimInversion(), [2, 2], { steps: 3, rng: seed(1) });
      expect((await x.data()).every(Number.isFinite)).toBe(true);
      x.dispose();
    },
  );
});
