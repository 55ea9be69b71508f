import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { ddim, euler, heun, sampleLoop, type Stepper } from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { dummyNetwork, linearBars } from "../../contracts/diffusersLoop";
import { diffusersContract, stepperContract } from "../../contracts/stepper";

stepperContract({
  name: "euler",
  make: () => euler(),
  order: 1,
  evaluations: (steps) => steps,
  gaussianError: 0.01,
});
diffusersContract("euler");

const process = { alphaBars: linearBars, network: dummyNetwork };

async function values(stepper: Stepper, steps: number): Promise<Float32Array> {
  const options = { steps, rng: seed(1), clip: "none", spacing: "leading" } as const;
  const { x } = await sampleLoop(process, stepper, [3, 2], options);
  const data = Float32Array.from(await x.data());
  x.dispose();
  return data;
}

describe("euler", () => {
  it("is DDIM with eta = 0, and Heun for one step", async () => {
    for (const steps of [1, 2, 9]) {
      expectClose(await values(euler(), steps), await values(ddim(), steps), { relative: 1e-4 });
    }
    expect(await values(heun(), 1)).toEqual(await values(euler(), 1));
  });
});
