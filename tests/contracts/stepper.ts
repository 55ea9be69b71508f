import { beforeEach, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { sampleLoop, type SampleOptions, type Stepper } from "../../lib/diffusion";
import { InterruptedError } from "../../lib/train";
import { expectClose } from "./close";
import { dummyNetwork, linearBars, rowsOf, runRow } from "./diffusersLoop";
import { DEVIATION, MEAN, measuredOrder, sampledMoments } from "./exactGaussian";
import { expectNoLeak } from "./leaks";

/** A sampling method, as the contract sees it. */
export interface StepperCase {
  readonly name: string;
  readonly make: () => Stepper;
  /** Claimed order of accuracy on the probability-flow ODE; none for methods that draw noise. */
  readonly order?: number;
  /** Evaluations of the network that `steps` steps to the sample take. */
  readonly evaluations: (steps: number) => number;
  /** Largest error of the mean and variance of N(0.3, 0.4²) after 500 steps. @default not for methods that go up */
  readonly gaussianError?: number;
}

const process = { alphaBars: linearBars, network: dummyNetwork };
const options = { steps: 6, rng: seed(3), clip: "none" } satisfies SampleOptions;

async function sampled(stepper: Stepper, shape: readonly number[], more: SampleOptions = {}) {
  const { x, evaluations } = await sampleLoop(process, stepper, shape, { ...options, ...more });
  const result = { values: Float32Array.from(await x.data()), shape: x.shape, evaluations };
  x.dispose();
  return result;
}

/** What every stepper owes. */
export function stepperContract(stepperCase: StepperCase): void {
  const { name, make, order, evaluations, gaussianError } = stepperCase;
  describe(`${name} as a stepper`, () => {
    beforeEach(async () => void (await ready()));

    it("samples tensors of any shape, the same entries from the same entries", async () => {
      const points = await sampled(make(), [8, 2]);
      expect(points.shape).toEqual([8, 2]);
      expect(points.evaluations).toBe(evaluations(6));
      const images = await sampled(make(), [2, 2, 2, 2]);
      expect(images.shape).toEqual([2, 2, 2, 2]);
      expectClose(images.values, points.values, { relative: 1e-6 });
    });

    it("gives one sample for one key, another for another", async () => {
      const first = await sampled(make(), [4, 2]);
      expect(await sampled(make(), [4, 2])).toEqual(first);
      expect(await sampled(make(), [4, 2], { rng: seed(4) })).not.toEqual(first);
    });

    it("keeps nothing between runs: one stepper serves several loops", async () => {
      const shared = make();
      const [alone, other] = [await sampled(make(), [4, 2]), await sampled(make(), [3, 2])];
      const both = await Promise.all([sampled(shared, [4, 2]), sampled(shared, [3, 2])]);
      expect(both).toEqual([alone, other]);
    });

    it("leaves no tensor behind: done, interrupted, or with a network that fails", async () => {
      const x = await sampleLoop(process, make(), [2, 2], options);
      x.x.dispose();
      await expectNoLeak(() => sampleLoop(process, make(), [2, 2], options));
      await expectNoLeak(async () => {
        const controller = new AbortController();
        const stopped = sampleLoop(process, make(), [2, 2], {
          ...options,
          signal: controller.signal,
          onProgress: ({ step }) => void (step === 3 && controller.abort()),
        });
        await expect(stopped).rejects.toThrow(InterruptedError);
      });
      await expectNoLeak(async () => {
        let asked = 0;
        const network = (x: tf.Tensor, t: tf.Tensor1D) => {
          if (++asked === 3) throw new Error("broken network");
          return dummyNetwork(x, t);
        };
        const broken = sampleLoop({ ...process, network }, make(), [2, 2], options);
        await expect(broken).rejects.toThrow("broken network");
      });
    });

    it("stops with the timestep where the network gives NaN", async () => {
      const network = (x: tf.Tensor) => x.mul(NaN);
      await expectNoLeak(async () => {
        const failed = sampleLoop({ ...process, network }, make(), [2, 2], options);
        await expect(failed).rejects.toThrow(
          new RegExp(
            `sampleLoop: x is not finite after the step of ${make().name} from t=-?\\d+ to`,
          ),
        );
      });
    });

    it("refuses timesteps that were not trained, and outputs of another shape", async () => {
      const moves = [{ from: 1000, to: 900 }];
      await expect(sampled(make(), [2, 2], { moves })).rejects.toThrow("from=1000");
      const network = (x: tf.Tensor) => tf.concat([x, x], 0);
      await expectNoLeak(async () => {
        const failed = sampleLoop({ ...process, network }, make(), [2, 3], options);
        await expect(failed).rejects.toThrow("output has shape [4, 3]; expected [2, 3]");
      });
    });

    if (order !== undefined) {
      it(`has order ${order} on the flow of a Gaussian`, () => {
        expect(measuredOrder(make(), 256)).toBeGreaterThan(order - 0.2);
      });
    }

    if (gaussianError !== undefined) {
      it("comes to the mean and variance of a Gaussian as the steps grow", () => {
        const errors = [20, 100, 500].map((steps) => {
          const { mean, variance } = sampledMoments(make(), 5000, steps);
          return Math.abs(mean - MEAN) + Math.abs(variance - DEVIATION ** 2);
        });
        expect(errors[1]).toBeLessThan(errors[0]!);
        expect(errors[2]).toBeLessThan(errors[1]!);
        expect(errors[2]).toBeLessThan(gaussianError);
      });
    }
  });
}

/** Holds a stepper against whole loops of diffusers' scheduler of the same method. */
export function diffusersContract(name: string): void {
  describe(`${name}, over whole loops`, () => {
    beforeEach(async () => void (await ready()));

    it.each(rowsOf(name))("ends where diffusers does: %s", async (row) => {
      const { actual, expected } = await runRow(row);
      const absolute = 1e-5 * Math.max(1, expected.meanAbsolute);
      expectClose([actual.meanAbsolute], [expected.meanAbsolute], { relative: 2e-5 }, "mean");
      expectClose(
        [actual.sum],
        [expected.sum],
        { relative: 2e-5, absolute: 768 * absolute },
        "sum",
      );
      expectClose(actual.entries, expected.entries, { relative: 5e-5, absolute }, "entries");
    });
  });
}
