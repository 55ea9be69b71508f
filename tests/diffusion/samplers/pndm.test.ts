import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import type * as tf from "../../../lib/core/tf";
import {
  createContext,
  ddim,
  fPndm,
  plms,
  sampleLoop,
  sPndm,
  type SampleOptions,
  type Stepper,
  type TrainedProcess,
} from "../../../lib/diffusion";
import { transfer } from "../../../lib/diffusion/samplers/transfer";
import { expectClose } from "../../contracts/close";
import { dummyNetwork, linearBars, rowsOf, runRow } from "../../contracts/diffusersLoop";
import { flowError, measuredOrder } from "../../contracts/exactGaussian";
import { diffusersContract, stepperContract } from "../../contracts/stepper";

stepperContract({
  name: "plms",
  make: () => plms(),
  order: 2,
  evaluations: (steps) => steps + 1,
  gaussianError: 1e-3,
});
stepperContract({
  name: "sPndm",
  make: () => sPndm(),
  order: 2,
  evaluations: (steps) => steps + 1,
  gaussianError: 1e-3,
});
stepperContract({
  name: "fPndm",
  make: () => fPndm(),
  order: 2,
  evaluations: (steps) => steps + 9,
  gaussianError: 1e-3,
});
diffusersContract("plms");
diffusersContract("fPndm");

async function values(
  stepper: Stepper,
  options: SampleOptions,
  prediction: TrainedProcess["prediction"] = "epsilon",
): Promise<Float32Array> {
  const process = { alphaBars: linearBars, network: dummyNetwork, prediction };
  const { x } = await sampleLoop(process, stepper, [3, 2], { rng: seed(1), ...options });
  const data = Float32Array.from(await x.data());
  x.dispose();
  return data;
}

/** The same with a network that gives v = (ε - s x)/a in place of ε. */
const predictingV = (stepper: Stepper): Stepper => ({
  ...stepper,
  step(point, move, context) {
    const evaluate: typeof context.evaluate = (x, t) => {
      const { signal, noise } = context.marginal(t);
      const terms = [
        [1 / signal, context.evaluate(x, t).value],
        [-noise / signal, x],
      ] as const;
      return { value: context.algebra.combine(terms) };
    };
    return stepper.step(point, move, createContext({ ...context, evaluate, prediction: "v" }));
  },
});

describe("the PNDM family", () => {
  it.each([
    ["plms", 10, 3e-5],
    ["plms", 50, 1e-6],
    ["fPndm", 10, 3e-4],
    ["fPndm", 50, 5e-6],
  ] as const)(
    "%s of %i steps with linspace is close to diffusers, which asks the network elsewhere at the start",
    async (name, steps, absolute) => {
      // diffusers asks the network at the next timestep for the x that it moved a stride: 888 and 899 with 10 steps.
      const rows = rowsOf(name, true).filter((row) => row.endsWith(` ${steps}`));
      expect(rows).toEqual([`PNDM ${name} linspace ${steps}`]);
      const { actual, expected } = await runRow(rows[0]!);
      expectClose(actual.entries, expected.entries, { absolute });
    },
  );

  it("with linspace is diffusers' PLMS, when it starts as that does", async () => {
    const usual = plms();
    const stepper: Stepper = {
      ...usual,
      step(point, move, context) {
        if (context.index > 0) return usual.step(point, move, context);
        const value = context.predict(point.x, 999).epsilon;
        const guess = transfer(point.x, value, { from: 999, to: 899 }, context);
        const mean = context.algebra.combine([
          [1 / 2, value],
          [1 / 2, context.predict(guess, 888).epsilon],
        ]);
        const x = transfer(point.x, mean, { from: 988, to: 888 }, context);
        return { x, history: [{ t: 999, value }] };
      },
    };
    const { actual, expected } = await runRow("PNDM plms linspace 10", stepper);
    expectClose(actual.entries, expected.entries, { relative: 1e-6, absolute: 1e-6 });
  });

  it("is DDIM for one step", async () => {
    const expected = await values(ddim(), { steps: 1, clip: "none", final: "first" });
    for (const stepper of [plms(), sPndm()]) {
      expectClose(await values(stepper, { steps: 1 }), expected, { relative: 1e-5 });
    }
  });

  it("is S-PNDM and PLMS alike for two steps, not for four", async () => {
    expect(await values(plms(), { steps: 2 })).toEqual(await values(sPndm(), { steps: 2 }));
    expect(await values(plms(), { steps: 4 })).not.toEqual(await values(sPndm(), { steps: 4 }));
  });

  it("is far closer to the flow than DDIM with as many steps", () => {
    const [first, second, third] = [ddim(), sPndm(), plms()].map((s) => flowError(s, 64));
    expect(second).toBeLessThan(first! / 5);
    expect(third).toBeLessThan(second! / 5);
  });

  it("averages outputs or the noise they mean: the same for ε, not for v", async () => {
    for (const make of [plms, sPndm, fPndm]) {
      const [output, noise] = [make(), make({ average: "epsilon" })];
      expect(await values(output, { steps: 6 })).toEqual(await values(noise, { steps: 6 }));
      const v = await values(noise, { steps: 6 }, "v");
      expect(await values(output, { steps: 6 }, "v")).not.toEqual(v);
      expect(await values(make({ average: "output" }), { steps: 6 }, "v")).toEqual(
        await values(output, { steps: 6 }, "v"),
      );
    }
  });

  it("averages the clipped noise where x_0 is clipped, unless outputs are asked for", async () => {
    const clipped = { steps: 6, clip: "rederive-epsilon" } as const;
    for (const make of [plms, sPndm, fPndm]) {
      const noise = await values(make({ average: "epsilon" }), clipped);
      expect(await values(make(), clipped)).toEqual(noise);
      expect(await values(make({ average: "output" }), clipped)).not.toEqual(noise);
    }
  });

  it("is of first order for v as diffusers has it, of second with the noise averaged", () => {
    for (const make of [plms, sPndm, fPndm]) {
      expect(measuredOrder(predictingV(make()), 256)).toBeCloseTo(1, 1);
      expect(measuredOrder(predictingV(make({ average: "epsilon" })), 256)).toBeGreaterThan(1.8);
    }
  });

  it("refuses F-PNDM with fewer steps than its warm-up and one more", async () => {
    await expect(values(fPndm(), { steps: 3 })).rejects.toThrow(
      "fPndm: 3 steps; the warm-up takes 3 before the last one, so pass at least 4, or use plms.",
    );
    expect((await values(fPndm(), { steps: 4 })).length).toBe(6);
  });

  it("asks the network of F-PNDM half-way, rounded down", async () => {
    const asked: number[] = [];
    const network = (x: tf.Tensor, t: tf.Tensor1D) => {
      asked.push(t.dataSync()[0]!);
      return dummyNetwork(x, t);
    };
    const process = { alphaBars: linearBars, network };
    const { x, evaluations } = await sampleLoop(process, fPndm(), [1, 1], {
      steps: 40,
      rng: seed(1),
    });
    x.dispose();
    expect(asked.slice(0, 9)).toEqual([975, 962, 962, 950, 950, 937, 937, 925, 925]);
    expect(evaluations).toBe(49);
  });

  it("clips where ε follows x_0: the sample of a network of zeros stays in [-1, 1]", async () => {
    const process = { alphaBars: linearBars, network: (x: tf.Tensor) => x.mul(0) };
    for (const stepper of [plms(), sPndm(), fPndm()]) {
      const { x } = await sampleLoop(process, stepper, [20, 2], {
        steps: 20,
        rng: seed(1),
        clip: "rederive-epsilon",
      });
      expect(Math.max(...(await x.data()).map(Math.abs))).toBeLessThan(1.5);
      x.dispose();
    }
  });

  it("says that ε leads nowhere from alphaBar = 0", async () => {
    const alphaBars = Float64Array.of(0.9, 0.5, 0);
    const process = { alphaBars, network: dummyNetwork, prediction: "v" } as const;
    const refused = sampleLoop(process, plms(), [2, 2], { steps: 3, rng: seed(1) });
    await expect(refused).rejects.toThrow(
      "sampler: alphaBar=0 at t=2, from where ε alone leads nowhere; start earlier, or use ddim or dpmSolver2M",
    );
  });
});
