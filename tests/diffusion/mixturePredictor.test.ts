import { beforeEach, describe, expect, it } from "vitest";
import { compile, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  createProcess,
  mixtureLogDensityOf,
  mixturePredictor,
  type RoundMixture,
} from "../../lib/diffusion";
import {
  convertPrediction,
  diffusedMixture,
  isotropicMixture,
  mixtureDenoiser,
  mixtureLogDensity,
  mixtureScore,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const mixture: RoundMixture = {
  weights: [0.2, 0.5, 0.3],
  means: [
    [-1, 0, 2],
    [0.5, 1, -1],
    [2, -2, 0],
  ],
  variances: [0.1, 0.5, 1],
};
const exact = isotropicMixture(mixture.weights!, mixture.means, mixture.variances as number[]);
const { alphaBars } = createProcess({ T: 20, schedule: "cosine" });
const points = seed(1).normalArray(4 * 3);
const times = [0, 5, 12, 18];
const row = (i: number) => Float64Array.from(points.subarray(3 * i, 3 * i + 3));
const marginalAt = (t: number) => ({
  scale: Math.sqrt(alphaBars[t]!),
  variance: 1 - alphaBars[t]!,
});

describe("mixturePredictor", () => {
  beforeEach(nativeOnly);

  it("is the noise that the perfect denoiser and the score of the marginal say, in float64", () => {
    const found = mixturePredictor(mixture, alphaBars)(
      tf.tensor2d(points, [4, 3]),
      tf.tensor1d(times),
    );
    const [fromX0, fromScore] = [
      times.flatMap((t, i) => {
        const marginal = marginalAt(t);
        const x0 = mixtureDenoiser(exact, marginal, row(i));
        return [...convertPrediction(x0, { from: "x0", to: "epsilon", xt: row(i), marginal })];
      }),
      times.flatMap((t, i) => {
        const score = mixtureScore(diffusedMixture(exact, marginalAt(t)), row(i));
        return [...score.map((g) => -g * Math.sqrt(1 - alphaBars[t]!))];
      }),
    ];
    expectClose(found.dataSync(), fromX0, { absolute: 2e-5 });
    expectClose(found.dataSync(), fromScore, { absolute: 2e-5 });
  });

  it("can be compiled, is differentiable, leaves nothing behind; weights default to equal ones", async () => {
    const network = mixturePredictor({ means: mixture.means, variances: 0.5 }, alphaBars);
    const [x, t] = [tf.tensor2d(points, [4, 3]), tf.tensor1d(times)];
    const step = compile((a, b) => [network(a!, b as tf.Tensor1D)]);
    const equal = mixturePredictor(
      { weights: [1 / 3, 1 / 3, 1 / 3], means: mixture.means, variances: [0.5, 0.5, 0.5] },
      alphaBars,
    );
    expectClose(step.run(x, t)[0]!.dataSync(), equal(x, t).dataSync(), { absolute: 1e-5 });
    step.dispose();
    const gradient = tf.grad((a) => network(a, t).sum())(x);
    expect(gradient.shape).toEqual([4, 3]);
    await expectNoLeak(() => network(x, t));
    await expectNoLeak(() => mixtureLogDensityOf(mixture)(x));
  });

  it("says what is wrong", () => {
    const make = (changes: Partial<RoundMixture>) => () =>
      mixturePredictor({ ...mixture, ...changes }, alphaBars);
    expect(make({ weights: [0.5, 0.5] })).toThrow("3 means, 2 weights and 3 variances");
    expect(make({ variances: [1, 2] })).toThrow("3 means, 3 weights and 2 variances");
    expect(make({ weights: [0.5, 0.5, 0.5] })).toThrow(
      "weights sum to 1.5; divide them by their sum.",
    );
    expect(make({ variances: [1, 0, 1] })).toThrow(
      "variances[1]=0; expected a finite number above 0.",
    );
    expect(make({ means: [] })).toThrow("number of means=0");
    expect(() => make({})()(tf.zeros([2, 2]), tf.zeros([2]))).toThrow(
      "mixturePredictor: x has shape [2, 2]",
    );
  });
});

describe("mixtureLogDensityOf", () => {
  beforeEach(nativeOnly);

  it("is the log density in float64, and its gradient the score", () => {
    const x = tf.tensor2d(points, [4, 3]);
    const density = mixtureLogDensityOf(mixture);
    expectClose(
      density(x).dataSync(),
      [0, 1, 2, 3].map((i) => mixtureLogDensity(exact, row(i))),
      { absolute: 2e-5 },
    );
    const gradient = tf.grad((a) => density(a).sum())(x);
    expectClose(
      gradient.dataSync(),
      [0, 1, 2, 3].flatMap((i) => [...mixtureScore(exact, row(i))]),
      { absolute: 1e-4 },
    );
    expect(() => density(tf.zeros([2, 2]))).toThrow("mixtureLogDensityOf: x has shape [2, 2]");
  });
});
