import { beforeEach, describe, expect, it } from "vitest";
import { ready, seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  ancestral,
  ddim,
  numberAlgebra,
  plms,
  runSteps,
  sampleLoop,
  samplingMoves,
} from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { linearBars } from "../../contracts/diffusersLoop";

const moves = samplingMoves(1000, 6);
const process = {
  alphaBars: linearBars,
  network: (x: tf.Tensor, t: tf.Tensor1D) => x.mul(0.4).sub(t.reshape([-1, 1]).div(2000)),
};
const evaluate = (x: number, t: number) => ({ value: 0.4 * x - t / 2000 });

beforeEach(async () => void (await ready()));

describe("runSteps", () => {
  it.each([
    ["ddim", ddim(), {}],
    ["plms", plms(), { final: "one" }],
    ["clipped ddim", ddim(), { clip: "rederive-epsilon" }],
  ] as const)("ends where sampleLoop does: %s", async (_, stepper, chosen) => {
    const starts = [0.7, -1.3];
    const start = tf.tensor2d(starts, [2, 1]);
    const options = { moves, clip: "none", ...chosen } as const;
    const { x } = await sampleLoop(process, stepper, start, options);
    const config = { algebra: numberAlgebra, alphaBars: linearBars, evaluate, ...options };
    const ends = starts.map((value) => runSteps(stepper, value, config));
    expectClose(await x.data<"float32">(), ends, { relative: 1e-5 });
    tf.dispose([x, start]);
  });

  it("takes the noise of each step, and refuses to do without", () => {
    const config = { algebra: numberAlgebra, alphaBars: linearBars, evaluate, moves };
    const noises = seed(1).normalArray(6);
    const end = runSteps(ancestral(), 0.7, { ...config, noise: (i) => noises[i]! });
    const silent = runSteps(ancestral(), 0.7, { ...config, noise: () => 0 });
    expect(Math.abs(end - silent)).toBeGreaterThan(0.01);
    expect(() => runSteps(ancestral(), 0.7, config)).toThrow(
      "runSteps: ancestral draws noise in its steps; pass noise.",
    );
  });
});

describe("numberAlgebra", () => {
  it("combines, leaving out what counts for nothing, clamps and scales", () => {
    const { combine, clamp, scaled } = numberAlgebra;
    expect(
      combine([
        [2, 3],
        [0, NaN],
        [-1, 4],
      ]),
    ).toBe(2);
    expect([clamp(1.5, 1), clamp(-1.5, 1), clamp(0.5, 1), clamp(NaN, 1)]).toEqual([
      1,
      -1,
      0.5,
      NaN,
    ]);
    expect(scaled(3, Math.log(4))).toBeCloseTo(6, 12);
  });
});
