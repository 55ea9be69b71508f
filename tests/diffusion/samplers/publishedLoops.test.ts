import { beforeEach, describe, expect, it } from "vitest";
import { ready, toNdArray, type NdArray, type Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  ddim,
  dpmSolver2M,
  fPndm,
  imageToImage,
  sampleLoop,
  type SampleOptions,
  type Stepper,
  type TrainedProcess,
} from "../../../lib/diffusion";
import { alphaBars, linearBetas } from "../../../lib/math";
import { countingStart, dummyNetwork, linearBars } from "../../contracts/diffusersLoop";

/**
 * The figures that diffusers' own tests state (tests/schedulers/test_scheduler_{ddim,pndm,dpm_multi}.py): sum and mean of the
 * absolute values after 10 steps of its deterministic problem, held within its own tolerances. Its tests of Euler and
 * Heun take fractional timesteps, those of DDPM the noise of PyTorch's generator: neither can be repeated here.
 */
function expectFigures({ data }: NdArray, sum: number | undefined, mean: number): void {
  const found = data.reduce((total, x) => total + Math.abs(x), 0);
  if (sum !== undefined) expect(Math.abs(found - sum)).toBeLessThan(1e-2);
  expect(Math.abs(found / data.length - mean)).toBeLessThan(1e-3);
}

/** With the first ᾱ at 0.99, so that ᾱ after the last step matters. */
const coarse = alphaBars(linearBetas(1000, { betaStart: 0.01, betaEnd: 0.02 }));
const noLowerOrder = dpmSolver2M({ lowerOrderFinal: false });

interface Published {
  readonly name: string;
  readonly stepper: Stepper;
  readonly options?: SampleOptions;
  readonly process?: Partial<TrainedProcess>;
  readonly sum?: number;
  readonly mean: number;
}

const loops: readonly Published[] = [
  { name: "DDIM", stepper: ddim(), sum: 172.0067, mean: 0.223967 },
  { name: "DDIM, v", stepper: ddim(), process: { prediction: "v" }, sum: 52.5302, mean: 0.0684 },
  {
    name: "DDIM, set_alpha_to_one",
    stepper: ddim(),
    process: { alphaBars: coarse },
    sum: 149.8295,
    mean: 0.1951,
  },
  {
    name: "DDIM, no set_alpha_to_one",
    stepper: ddim(),
    options: { final: "first" },
    process: { alphaBars: coarse },
    sum: 149.0784,
    mean: 0.1941,
  },
  { name: "PNDM", stepper: fPndm(), sum: 198.1318, mean: 0.258 },
  {
    name: "PNDM, v",
    stepper: fPndm(),
    process: { prediction: "v" },
    sum: 67.3986,
    mean: 0.0878,
  },
  {
    name: "PNDM, set_alpha_to_one",
    stepper: fPndm(),
    options: { final: "one" },
    process: { alphaBars: coarse },
    sum: 230.0399,
    mean: 0.2995,
  },
  {
    name: "PNDM, no set_alpha_to_one",
    stepper: fPndm(),
    process: { alphaBars: coarse },
    sum: 186.9482,
    mean: 0.2434,
  },
  { name: "DPM-Solver++", stepper: noLowerOrder, options: { final: "first" }, mean: 0.3301 },
  {
    name: "DPM-Solver++, v",
    stepper: noLowerOrder,
    options: { final: "first" },
    process: { prediction: "v" },
    mean: 0.2251,
  },
];

describe("the figures of diffusers' own tests", () => {
  beforeEach(async () => void (await ready()));

  it.each(loops)("$name", async ({ stepper, options, process, sum, mean }) => {
    const start = countingStart();
    const trained = { alphaBars: linearBars, network: dummyNetwork, ...process };
    const { x } = await sampleLoop(trained, stepper, start, { steps: 10, ...options });
    start.dispose();
    expectFigures(await toNdArray(x), sum, mean);
  });

  it.each([
    { name: "DDIM", stepper: ddim(), strength: 0.2, options: {}, sum: 354.5418, mean: 0.4616 },
    {
      name: "DPM-Solver++",
      stepper: noLowerOrder,
      strength: 0.5,
      options: { final: "first" } as const,
      sum: 318.4111,
      mean: 0.4146,
    },
  ])(
    "$name from a noised picture, $strength of the steps",
    async ({ stepper, strength, options, sum, mean }) => {
      const picture = await toNdArray(countingStart());
      // dummy_noise_deter: the same numbers counting down.
      const noise = picture.data.map((value) => 767 / 768 - value);
      const key = { fold: () => ({ normal: (shape: number[]) => tf.tensor(noise, shape) }) };
      const trained = { alphaBars: linearBars, network: dummyNetwork };
      const settings = { ...options, steps: 10, strength, rng: key as unknown as Rng };
      expectFigures(await imageToImage(trained, stepper, picture, settings), sum, mean);
    },
  );
});
