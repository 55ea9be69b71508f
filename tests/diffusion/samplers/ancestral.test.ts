import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import {
  ancestral,
  ddim,
  sampleLoop,
  type AncestralVariance,
  type SampleOptions,
  type Stepper,
} from "../../../lib/diffusion";
import { expectClose } from "../../contracts/close";
import { dummyNetwork, linearBars } from "../../contracts/diffusersLoop";
import { diffusersContract, stepperContract } from "../../contracts/stepper";

for (const variance of ["fixed-small", "fixed-large"] as const) {
  stepperContract({
    name: `ancestral ${variance}`,
    make: () => ancestral({ variance }),
    evaluations: (steps) => steps,
    gaussianError: 0.01,
  });
}
diffusersContract("ancestral");

const process = { alphaBars: linearBars, network: dummyNetwork };

async function values(stepper: Stepper, options: SampleOptions): Promise<Float32Array> {
  const { x } = await sampleLoop(process, stepper, [2, 4, 4, 1], { rng: seed(1), ...options });
  const data = Float32Array.from(await x.data());
  x.dispose();
  return data;
}

describe("ancestral", () => {
  it.each(["none", "rederive-epsilon"] as const)(
    "is DDIM with eta = 1, and with the larger variance its sigma-hat; clipping: %s",
    async (clip) => {
      for (const steps of [1, 7, 40]) {
        const small = await values(ancestral(), { steps, clip });
        const large = await values(ancestral({ variance: "fixed-large" }), { steps, clip });
        const tolerance = { relative: 1e-4, absolute: 1e-4 };
        expectClose(await values(ddim({ eta: 1 }), { steps, clip }), small, tolerance);
        expectClose(await values(ddim({ eta: "sigma-hat" }), { steps, clip }), large, tolerance);
        if (steps > 1) expect(small).not.toEqual(large);
      }
    },
  );

  it("refuses an unknown variance, and a learned one that the network does not give", async () => {
    expect(() => ancestral({ variance: "small" as AncestralVariance })).toThrow(
      "ancestral: no variance 'small'; pass one of fixed-small, fixed-large, learned-range.",
    );
    await expect(values(ancestral({ variance: "learned-range" }), { steps: 3 })).rejects.toThrow(
      "variance='learned-range', but the network gives no variance",
    );
  });
});
