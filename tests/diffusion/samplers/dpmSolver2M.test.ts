import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { ddim, dpmSolver2M, sampleLoop } from "../../../lib/diffusion";
import { alphaBars, linearBetas, zeroTerminalSnrBetas } from "../../../lib/math";
import { dummyNetwork } from "../../contracts/diffusersLoop";
import { flowError } from "../../contracts/exactGaussian";
import { diffusersContract, stepperContract } from "../../contracts/stepper";

stepperContract({
  name: "dpmSolver2M",
  make: () => dpmSolver2M(),
  order: 2,
  evaluations: (steps) => steps,
  gaussianError: 1e-3,
});
diffusersContract("dpmSolver2M");

describe("dpmSolver2M", () => {
  it("beats DDIM, which is its first order, with the same number of evaluations", () => {
    expect(flowError(dpmSolver2M(), 128)).toBeLessThan(flowError(ddim(), 128) / 20);
    expect(flowError(dpmSolver2M(), 1)).toBeCloseTo(flowError(ddim(), 1), 12);
  });

  it("starts at alphaBar = 0 with a network that predicts v", async () => {
    const bars = alphaBars(zeroTerminalSnrBetas(linearBetas(1000)));
    const process = { alphaBars: bars, network: dummyNetwork, prediction: "v" } as const;
    const { x } = await sampleLoop(process, dpmSolver2M(), [2, 2], { steps: 5, rng: seed(1) });
    expect((await x.data()).every(Number.isFinite)).toBe(true);
    x.dispose();
  });
});
