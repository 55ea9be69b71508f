import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { euler, heun, sampleLoop } from "../../../lib/diffusion";
import { dummyNetwork, linearBars } from "../../contracts/diffusersLoop";
import { flowError } from "../../contracts/exactGaussian";
import { diffusersContract, stepperContract } from "../../contracts/stepper";

stepperContract({
  name: "heun",
  make: () => heun(),
  order: 2,
  evaluations: (steps) => 2 * steps - 1,
  gaussianError: 1e-3,
});
diffusersContract("heun");

describe("heun", () => {
  it("beats Euler with the same number of evaluations", () => {
    expect(flowError(heun(), 64)).toBeLessThan(flowError(euler(), 128) / 5);
  });

  it("refuses to clip x_0 and keep ε, as every method that steps by ε alone", async () => {
    const process = { alphaBars: linearBars, network: dummyNetwork };
    const refused = sampleLoop(process, heun(), [2, 2], { rng: seed(1), clip: "keep-epsilon" });
    await expect(refused).rejects.toThrow(
      "sampleLoop: clip='keep-epsilon' does nothing with heun, which steps by ε alone; pass 'none' or 'rederive-epsilon'.",
    );
  });
});
