import { beforeEach, describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  annealedLangevin,
  createProcess,
  langevin,
  mixturePredictor,
  noiseLevels,
  type NoisyScore,
} from "../../lib/diffusion";
import { meanEstimate, varianceEstimate } from "../../lib/math";
import { nd, plausible } from "../contracts/chains";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const normalScore = (x: tf.Tensor) => x.neg();

describe("langevin", () => {
  beforeEach(nativeOnly);

  it("makes the paper's step, with the noise of rng.fold(i)", async () => {
    const rng = seed(1);
    const start = nd([2, 2], [1, 2, 3, 4]);
    const x = await langevin((a) => a.square(), start, { rng, stepSize: 0.09, steps: 1 });
    const z = rng.fold(0).normalArray(4);
    expectClose(
      x.data,
      [1, 2, 3, 4].map((v, i) => v + 0.045 * v * v + 0.3 * z[i]!),
      { relative: 1e-6 },
    );
    expect([...start.data]).toEqual([1, 2, 3, 4]);
  });

  it.each([0.5, 1.6])(
    "with h = %d has mean and variance of its chain on N(0, 1): 1/(1 - h/4) in the end (false alarm 4e-6)",
    async (h) => {
      const found: [number, Float32Array][] = [];
      const visit = async (x: tf.Tensor, step: number) => {
        if (step === 2 || step === 40) found.push([step, await x.data<"float32">()]);
      };
      await langevin(normalScore, nd([20_000], 3), {
        rng: seed(2),
        stepSize: h,
        steps: 40,
        visit,
      });
      for (const [step, values] of found) {
        const shrink = (1 - h / 2) ** step;
        expect(plausible(meanEstimate(values), 3 * shrink)).toBe(true);
        expect(plausible(varianceEstimate(values), (1 - shrink ** 2) / (1 - h / 4))).toBe(true);
      }
      expect(found).toHaveLength(2);
    },
  );

  it("is wrong by that bias: the variance 1 itself is refused", async () => {
    const x = await langevin(normalScore, nd([20_000]), {
      rng: seed(3),
      stepSize: 0.5,
      steps: 40,
    });
    expect(plausible(varianceEstimate(x.data), 1)).toBe(false);
  });

  it("leaves nothing behind, and can be stopped", async () => {
    const start = nd([3, 2, 1]);
    const options = { rng: seed(4), stepSize: 0.1, steps: 5 };
    await expectNoLeak(async () => {
      await langevin(normalScore, start, options);
    });
    const stop = new AbortController();
    await expectNoLeak(async () => {
      await expect(
        langevin(normalScore, start, {
          ...options,
          signal: stop.signal,
          onProgress: () => stop.abort(),
        }),
      ).rejects.toThrow("interrupted after step 1 of 5");
    });
  });

  it("says what is wrong", async () => {
    const start = nd([2, 2], 1);
    const options = { rng: seed(5), stepSize: 0.1, steps: 400 };
    expect(() => langevin(normalScore, start, { ...options, steps: 0 })).toThrow(
      "langevin: steps=0",
    );
    expect(() => langevin(normalScore, start, { ...options, stepSize: -1 })).toThrow(
      "langevin: stepSize=-1",
    );
    expect(() => langevin(normalScore, start, { ...options, stepSize: 0 })).toThrow(
      "stepSize=0 moves nothing",
    );
    await expect(langevin(normalScore, nd([], 1), options)).rejects.toThrow(
      "langevin: the start has no axes",
    );
    await expectNoLeak(async () => {
      await expect(langevin((x) => x.sum(1), start, options)).rejects.toThrow(
        "langevin: the score has shape [2]; expected [2, 2]",
      );
    });
  });

  it.each([1, 0.25])(
    "stays with N(0, %d) in steps just below 4 times the variance, and runs away in longer ones",
    async (variance) => {
      const score = (x: tf.Tensor) => x.div(-variance);
      const options = { rng: seed(5), steps: 800 };
      const { data } = await langevin(score, nd([2, 2], 1), {
        ...options,
        stepSize: 3.6 * variance,
      });
      // The stationary deviation is √(v/(1 - 3.6/4)) = 3.2 √v: 6 of them, false alarm 1e-8.
      expect(Math.max(...data.map(Math.abs))).toBeLessThan(19 * Math.sqrt(variance));
      // |1 - 4.6/2| = 1.3, and 1.3^800 is beyond float32.
      await expect(
        langevin(score, nd([2, 2], 1), { ...options, stepSize: 4.6 * variance }),
      ).rejects.toThrow(
        "langevin: x is not finite in the end; steps of 4 times the narrowest variance or more run away, so take a smaller stepSize.",
      );
    },
  );
});

/** Two modes 8 apart, the left one with a fifth of the weight. */
const modes = { weights: [0.2, 0.8], means: [[-4], [4]], variances: 0.25 };
const { alphaBars } = createProcess({ T: 1000 });
const levels = noiseLevels(
  { alphaBars, network: mixturePredictor(modes, alphaBars) },
  [950, 850, 750, 650, 550, 450, 350, 250, 150, 80, 40],
);

describe("annealedLangevin", () => {
  beforeEach(nativeOnly);

  it("finds the weights of distant modes, which plain Langevin does not (4000 chains, false alarm 1e-6)", async () => {
    const left = (x: NdArray) => {
      const values = Float64Array.from(x.data, (v) => +(v < 0));
      return meanEstimate(values);
    };
    const start = nd(
      [4000, 1],
      seed(6)
        .normalArray(4000)
        .map((z) => 5 * z),
    );
    const annealed = await annealedLangevin(levels, start, {
      rng: seed(7),
      stepSize: 0.004,
      stepsPerLevel: 40,
    });
    const share = left(annealed);
    expect(plausible(share, 0.2)).toBe(true);
    const score = (x: tf.Tensor) => levels.score(x, tf.fill([4000], 10) as tf.Tensor1D);
    const plain = left(await langevin(score, start, { rng: seed(7), stepSize: 0.05, steps: 440 }));
    expect(plausible(plain, left(start).estimate)).toBe(true); // every chain stays in its mode
    expect(plausible(plain, 0.2)).toBe(false);
  });

  it("takes steps in proportion to σ², the largest noise first", async () => {
    const at: number[][] = [];
    const visit = async (x: tf.Tensor) => void at.push([...(await x.data())]);
    const rng = seed(8);
    const still: NoisyScore = (x, level) => x.mul(0).add(level.mul(100).expandDims(1));
    await annealedLangevin({ sigmas: [4, 2, 1], score: still }, nd([1, 1]), {
      rng,
      stepSize: 0.01,
      stepsPerLevel: 2,
      visit,
    });
    const moves = at.slice(1).map(([x], i) => x! - at[i]![0]!);
    const expected = [0.16, 0.16, 0.04, 0.04, 0.01, 0.01].map(
      (h, i) => (h / 2) * 100 * Math.floor(i / 2) + Math.sqrt(h) * rng.fold(i).normalArray(1)[0]!,
    );
    expectClose(moves, expected, { absolute: 1e-5 });
  });

  it("leaves nothing behind, and says what is wrong", async () => {
    const start = nd([2, 1]);
    const options = { rng: seed(9), stepSize: 0.01, stepsPerLevel: 2 };
    await expectNoLeak(async () => {
      await annealedLangevin(levels, start, options);
    });
    const score = levels.score;
    expect(() => annealedLangevin({ sigmas: [1, 2], score }, start, options)).toThrow(
      "annealedLangevin: sigmas[1]=2; they must fall from the largest noise to the smallest, above 0.",
    );
    expect(() => annealedLangevin({ sigmas: [], score }, start, options)).toThrow(
      "number of sigmas=0",
    );
    expect(() => annealedLangevin({ sigmas: [1, 0], score }, start, options)).toThrow(
      "sigmas[1]=0",
    );
    expect(() => annealedLangevin(levels, start, { ...options, stepsPerLevel: 0 })).toThrow(
      "stepsPerLevel=0",
    );
  });
});

describe("noiseLevels", () => {
  beforeEach(nativeOnly);

  it("has the scores of data + N(0, σ²)", () => {
    const score = levels.score(tf.tensor2d([1, -3], [2, 1]), tf.tensor1d([2, 9]));
    const expected = [
      [1, 2],
      [-3, 9],
    ].map(([x, level]) => {
      const v = 0.25 + levels.sigmas[level!]! ** 2;
      const [l, r] = [
        0.2 * Math.exp(-((x! + 4) ** 2) / 2 / v),
        0.8 * Math.exp(-((x! - 4) ** 2) / 2 / v),
      ];
      return (-(x! + 4) * l - (x! - 4) * r) / (l + r) / v;
    });
    expectClose(score.dataSync(), expected, { relative: 1e-4 });
    expectClose([levels.sigmas[0]!], [Math.sqrt((1 - alphaBars[950]!) / alphaBars[950]!)], {
      relative: 1e-12,
    });
  });

  it("refuses timesteps that there are not", () => {
    expect(() => noiseLevels({ alphaBars, network: (x) => x }, [1000])).toThrow(
      "noiseLevels: timestep=1000",
    );
  });
});
