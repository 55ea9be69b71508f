import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import {
  convertLossWeights,
  lossWeights,
  predictionTargets,
  type LossWeighting,
  type PredictionTarget,
} from "../../lib/diffusion";
import {
  convertPrediction,
  cosineBetas,
  forwardMarginal,
  linearBetas,
  reversePosterior,
  snr,
  stepTerm,
  zeroTerminalSnrBetas,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

const processes = [
  ["linear", linearBetas(1000)],
  ["cosine", cosineBetas(100)],
] as const;

const squares = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0);

describe.each(processes)("loss weights of the %s schedule", (_name, betas) => {
  it.each(["vlb", "min-snr"] as const)(
    "'%s': the loss of one prediction is the same in all three targets",
    (weighting) => {
      const T = betas.length;
      const x0 = seed(1).normalArray(6);
      const noise = seed(2).normalArray(6);
      const guess = seed(3).normalArray(6); // a prediction of ε
      for (const t of [1, 2, Math.floor(T / 2), T - 1]) {
        const marginal = forwardMarginal(betas, t);
        const [a, s] = [marginal.scale, Math.sqrt(marginal.variance)];
        const xt = Float64Array.from(x0, (x, i) => a * x + s * noise[i]!);
        const losses = predictionTargets.map((target) => {
          const say = (y: ArrayLike<number>) =>
            convertPrediction(y, { from: "epsilon", to: target, xt, marginal });
          const weights = lossWeights(betas, { weighting, target });
          return weights[t - 1]! * squares(say(noise), say(guess));
        });
        expectClose(losses, Array(3).fill(losses[0]), { relative: 1e-6 }, `losses at t = ${t}`);
      }
    },
  );

  it.each(predictionTargets)("'min-snr' of '%s' is Hang et al.'s formula", (target) => {
    const weights = lossWeights(betas, { weighting: "min-snr", target, gamma: 3 });
    const divide = { epsilon: (r: number) => r, x0: () => 1, v: (r: number) => r + 1 }[target];
    snr(betas).forEach((r, i) => expect(weights[i]).toBeCloseTo(Math.min(r, 3) / divide(r), 12));
    const standard = lossWeights(betas, { weighting: "min-snr", target });
    expect(standard).toEqual(lossWeights(betas, { weighting: "min-snr", target, gamma: 5 }));
  });

  it("'vlb' of x_0 is L_{t-1} itself, from the second step on", () => {
    const weights = lossWeights(betas, { weighting: "vlb", target: "x0" });
    const { coefX0, coefXt, variance } = reversePosterior(betas);
    const [x0, guess, xt] = [1, 2, 3].map((k) => seed(k).normalArray(5)) as Float32Array[];
    for (const t of [2, 3, betas.length]) {
      const mean = guess!.map((g, i) => coefX0[t - 1]! * g + coefXt[t - 1]! * xt![i]!);
      const term = stepTerm(betas, t, x0!, xt!, mean, variance[t - 1]!);
      // The mean is float32 here.
      expectClose([weights[t - 1]! * squares(x0!, guess!)], [term], { relative: 1e-3 }, `t = ${t}`);
    }
    expect(weights[0]).toBeCloseTo(1 / (2 * variance[1]!), 6); // the density of L_0 with β̃_2
  });

  it("converted from one target to another and back they are what they were", () => {
    const weighting: LossWeighting = "vlb";
    const of = (target: PredictionTarget) => lossWeights(betas, { weighting, target });
    for (const from of predictionTargets) {
      for (const to of predictionTargets) {
        const converted = convertLossWeights(of(from), { from, to, betas });
        expectClose(converted, of(to), { relative: 1e-9 }, `${from} to ${to}`);
      }
    }
  });
});

describe("lossWeights", () => {
  const betas = linearBetas(10);
  it("'simple' is 1 in whatever target", () => {
    for (const target of predictionTargets) {
      expect([...lossWeights(betas, { weighting: "simple", target })]).toEqual(Array(10).fill(1));
    }
  });

  it("'simple' noise weights are the SNR in terms of x_0", () => {
    const ones = new Float64Array(10).fill(1);
    expectClose(convertLossWeights(ones, { from: "epsilon", to: "x0", betas }), snr(betas), {
      relative: 1e-12,
    });
  });

  it("is finite for v and x_0 where nothing of the picture is left, and says so for ε", () => {
    const zero = zeroTerminalSnrBetas(betas);
    for (const target of ["v", "x0"] as const) {
      expect(lossWeights(zero, { weighting: "min-snr", target }).at(-1)).toBe(0);
    }
    expect(() => lossWeights(zero, { weighting: "min-snr", target: "epsilon" })).toThrow(
      'lossWeights: the SNR at t=10 is 0, where the noise is the picture itself; take target "v" or "x0".',
    );
    const ones = new Float64Array(10).fill(1);
    expect(() => convertLossWeights(ones, { from: "v", to: "epsilon", betas: zero })).toThrow(
      "convertLossWeights: the SNR at t=10 is 0",
    );
  });

  it("refuses what it does not know", () => {
    const target = "epsilon";
    expect(() => lossWeights(betas, { weighting: "p2" as LossWeighting, target })).toThrow(
      "lossWeights: weighting=p2; pass one of simple, vlb, min-snr.",
    );
    for (const gamma of [0, -1, NaN, Infinity]) {
      expect(() => lossWeights(betas, { weighting: "min-snr", target, gamma })).toThrow(
        `lossWeights: gamma=${gamma}`,
      );
    }
    const score = "score" as PredictionTarget;
    expect(() => lossWeights(betas, { weighting: "simple", target: score })).toThrow(
      "lossWeights: target=score; pass one of epsilon, x0, v.",
    );
  });
});
