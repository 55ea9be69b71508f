import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import {
  ancestral,
  ancestralSample,
  createAncestralStep,
  ddim,
  sampleLoop,
  type AncestralVariance,
  type SampleOptions,
  type Stepper,
} from "../../../lib/diffusion";
import type * as tf from "../../../lib/core/tf";
import { evenTimesteps } from "../../../lib/math";
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

  it("draws what ancestralSample draws from the same key", async () => {
    const timesteps = evenTimesteps(1000, 12);
    const moves = timesteps.map((from, i) => ({ from, to: timesteps[i - 1] ?? -1 })).reverse();
    const step = createAncestralStep(
      dummyNetwork as (x: tf.Tensor4D, t: tf.Tensor1D) => tf.Tensor4D,
    );
    const reverse = { alphaBars: linearBars, eventShape: [4, 4, 1] as const, step };
    for (const [eta, stepper] of [
      [1, ancestral()],
      [0.4, ddim({ eta: 0.4 })],
    ] as const) {
      const other = await ancestralSample(reverse, 2, { rng: seed(1), steps: 12, eta });
      const mine = await values(stepper, { moves, clip: "rederive-epsilon" });
      expectClose(mine, await other.data<"float32">(), { relative: 1e-4, absolute: 1e-4 });
      other.dispose();
    }
    step.dispose();
  });

  it("refuses an unknown variance, and a learned one that the network does not give", async () => {
    expect(() => ancestral({ variance: "small" as AncestralVariance })).toThrow(
      "ancestral: no variance 'small'; pass one of fixed-small, fixed-large, learned-range.",
    );
    await expect(values(ancestral({ variance: "learned-range" }), { steps: 3 })).rejects.toThrow(
      "variance='learned-range', but the network gives no variance",
    );
  });
});
