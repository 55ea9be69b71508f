import { beforeEach, describe, expect, it } from "vitest";
import { compile, seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  ancestral,
  ddim,
  plms,
  sampleLoop,
  stableDiffusion,
  type Clipping,
  type SampleOptions,
} from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { dummyNetwork, linearBars } from "../../contracts/diffusersLoop";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";

const process = { alphaBars: linearBars, network: dummyNetwork };
const rng = seed(1);

describe("sampleLoop", () => {
  beforeEach(nativeOnly);

  it("asks a compiled network as it asks a function, and counts", async () => {
    const compiled = compile((x, t) => [dummyNetwork(x!, t as tf.Tensor1D)]);
    await expectNoLeak(async () => {
      for (const stepper of [plms(), ancestral()]) {
        const options = { rng, steps: 8 };
        const eager = await sampleLoop(process, stepper, [2, 3], options);
        const fast = await sampleLoop({ ...process, network: compiled }, stepper, [2, 3], options);
        expect(fast.evaluations).toBe(stepper.name === "plms" ? 9 : 8);
        expect(fast.evaluations).toBe(eager.evaluations);
        expectClose(await fast.x.data(), await eager.x.data(), { relative: 1e-4, absolute: 1e-6 });
        tf.dispose([eager.x, fast.x]);
      }
    });
    compiled.dispose();
  });

  it("shows where it is, and asks the network of that", async () => {
    const [visited, asked, progress]: number[][] = [[], [], []];
    const network = (x: tf.Tensor, t: tf.Tensor1D) => {
      asked!.push(...t.dataSync());
      return dummyNetwork(x, t);
    };
    const { x } = await sampleLoop({ ...process, network }, ddim(), [2, 1], {
      rng,
      steps: 4,
      visit: (_x, t) => void visited!.push(t),
      onProgress: ({ step }) => progress!.push(step),
    });
    expect(visited).toEqual([750, 500, 250, 0, -1]);
    expect(asked).toEqual([750, 750, 500, 500, 250, 250, 0, 0]);
    expect(progress).toEqual([1, 2, 3, 4]);
    x.dispose();
  });

  it("leaves the start that it was given alive, and frees the noise that it was given", async () => {
    const start = tf.ones([2, 2]);
    await expectNoLeak(async () => {
      const given: number[] = [];
      const { x } = await sampleLoop(process, ancestral(), start, {
        steps: 4,
        noise: (index, shape) => (given.push(index), tf.zeros(shape)),
      });
      x.dispose();
      expect(given).toEqual([0, 1, 2]);
    });
    expect(start.isDisposed).toBe(false);
    start.dispose();
  });

  it("changes x after each step as it is told, before anybody sees it", async () => {
    const seen: number[] = [];
    const steps: object[] = [];
    const change = (x: tf.Tensor) => x.mul(0).add(7);
    await expectNoLeak(async () => {
      const { x } = await sampleLoop(process, plms(), [1, 1], {
        rng,
        steps: 3,
        afterStep: (x, move, index) => (steps.push({ ...move, index }), change(x)),
        visit: async (x) => void seen.push((await x.data())[0]!),
      });
      x.dispose();
    });
    expect(seen.slice(1)).toEqual([7, 7, 7]);
    expect(steps).toEqual([
      { from: 666, to: 333, index: 0 },
      { from: 333, to: 0, index: 1 },
      { from: 0, to: -1, index: 2 },
    ]);
    await expectNoLeak(async () => {
      const afterStep = (x: tf.Tensor) => tf.concat([x, x], 1);
      const refused = sampleLoop(process, plms(), [1, 1], { rng, steps: 3, afterStep });
      await expect(refused).rejects.toThrow(
        "sampleLoop: what afterStep returns has shape [1, 2]; expected [1, 1].",
      );
    });
  });

  it("takes the stepper's conventions, and what overrides them", async () => {
    const last = async (options: SampleOptions) => {
      const visited: number[] = [];
      const visit = (_x: tf.Tensor, t: number) => void visited.push(t);
      const { x } = await sampleLoop(process, plms(), [1, 1], { rng, steps: 5, visit, ...options });
      x.dispose();
      return visited;
    };
    expect(await last({})).toEqual([800, 600, 400, 200, 0, -1]);
    expect(await last(stableDiffusion)).toEqual([801, 601, 401, 201, 1, -1]);
    expect(await last({ moves: [{ from: 10, to: 5 }] })).toEqual([10, 5]);
  });

  it("takes 50 steps, or all where fewer were trained", async () => {
    const short = { ...process, alphaBars: linearBars.slice(0, 7) };
    const [some, all] = [
      await sampleLoop(process, ddim(), [1, 1], { rng }),
      await sampleLoop(short, ddim(), [1, 1], { rng }),
    ];
    expect([some.evaluations, all.evaluations]).toEqual([50, 7]);
    tf.dispose([some.x, all.x]);
  });

  it("keeps the sample in [-1, 1] where x_0 is clipped", async () => {
    const zero = { ...process, network: (x: tf.Tensor) => x.mul(0) };
    for (const clip of ["keep-epsilon", "rederive-epsilon"] as const) {
      const { x } = await sampleLoop(zero, ddim({ eta: 1 }), [50, 2], { rng, steps: 5, clip });
      expect(Math.max(...(await x.data()).map(Math.abs))).toBe(1);
      x.dispose();
    }
  });

  it("says what is wrong with its input, and loses no tensor over it", async () => {
    const refused = (options: SampleOptions, start: readonly number[] = [2, 2], change = {}) =>
      expect(sampleLoop({ ...process, ...change }, ancestral(), start, options)).rejects;
    await expectNoLeak(async () => {
      await refused({ rng, steps: 1001 }).toThrow(
        "steps=1001, but the process has 1000 trained steps; pass 1 <= steps <= 1000.",
      );
      await refused({ rng, steps: 0 }).toThrow("steps=0");
      await refused({ rng, moves: [] }).toThrow("moves is empty");
      await refused({ rng, moves: [{ from: 5, to: -2 }] }).toThrow("to=-2");
      await refused({ rng, moves: [{ from: -1, to: 4 }] }).toThrow("t=-1");
      await refused({}).toThrow("a shape to start from, but no rng to draw with; pass rng");
      await refused({ rng }, []).toThrow("the start has no axes");
      await refused({ rng }, [0, 2]).toThrow("size of an axis=0");
      await refused({ rng, clip: "hard" as Clipping }).toThrow(
        "no clipping 'hard'; pass one of none",
      );
      await refused({ rng }, [2], { prediction: "noise" }).toThrow("no parametrization 'noise'");
      await refused({ rng }, [2], { alphaBars: new Float64Array() }).toThrow(
        "T (length of alphaBars)=0",
      );
      await refused({ rng }, [2], { alphaBars: Float64Array.of(1.5) }).toThrow("alphaBars[0]=1.5");
      await refused({ rng, noise: () => tf.zeros([3]) }).toThrow(
        "noise has shape [3]; expected [2, 2]",
      );
      const start = tf.zeros([2, 2]);
      await expect(sampleLoop(process, ancestral(), start, {})).rejects.toThrow(
        "sampleLoop: ancestral draws noise in its steps; pass rng.",
      );
      start.dispose();
    });
  });
});
