import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import { ddim, sampleLoop } from "../../../lib/diffusion";
import { zeroTerminalSnrBetas, alphaBars, linearBetas } from "../../../lib/math";
import { dummyNetwork } from "../../contracts/diffusersLoop";
import { sampledMoments } from "../../contracts/exactGaussian";
import { diffusersContract, stepperContract } from "../../contracts/stepper";

stepperContract({
  name: "ddim",
  make: () => ddim(),
  order: 1,
  evaluations: (steps) => steps,
  gaussianError: 0.01,
});
for (const eta of [0.5, 1, "sigma-hat"] as const) {
  stepperContract({
    name: `ddim, eta ${eta}`,
    make: () => ddim({ eta }),
    evaluations: (steps) => steps,
    gaussianError: 0.01,
  });
}
diffusersContract("ddim");

describe("ddim", () => {
  it("narrows a Gaussian more with more fresh noise, but for sigma-hat, which adds too much", () => {
    const variances = [0, 0.5, 1, "sigma-hat"].map(
      (eta) => sampledMoments(ddim({ eta: eta as number }), 5000, 20).variance,
    );
    expect(variances[0]).toBeGreaterThan(variances[1]!);
    expect(variances[1]).toBeGreaterThan(variances[2]!);
    expect(variances[3]).toBeGreaterThan(0.4 ** 2);
  });

  it("refuses a negative or infinite eta", () => {
    expect(() => ddim({ eta: -0.1 })).toThrow(
      "ddim: eta=-0.1; expected a finite number of at least 0.",
    );
    expect(() => ddim({ eta: NaN })).toThrow("eta=NaN");
    expect(() => ddim({ eta: Infinity })).toThrow("eta=Infinity");
  });

  it("never draws more noise than there is room for: no wider than the data, however large eta is", () => {
    for (const eta of [2, 9, 1e6]) {
      const { mean, variance } = sampledMoments(ddim({ eta }), 5000, 100);
      expect(Math.abs(mean - 0.3)).toBeLessThan(0.01);
      expect(variance).toBeLessThan(0.4 ** 2);
    }
  });

  it("starts at alphaBar = 0 with a network that predicts v or x0, and says that ε cannot", async () => {
    const bars = alphaBars(zeroTerminalSnrBetas(linearBetas(1000)));
    const run = async (prediction: "v" | "x0" | "epsilon") => {
      const process = { alphaBars: bars, network: dummyNetwork, prediction };
      const options = { steps: 5, rng: seed(1), spacing: "trailing" } as const;
      const { x } = await sampleLoop(process, ddim(), [2, 2], options);
      x.dispose();
    };
    await run("v");
    await run("x0");
    await expect(run("epsilon")).rejects.toThrow("sampler: 'epsilon' at alphaBar=0");
  });
});
