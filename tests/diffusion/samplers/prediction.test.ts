import { describe, expect, it } from "vitest";
import { createContext, marginals } from "../../../lib/diffusion";
import { convertPrediction, type Parametrization } from "../../../lib/math";
import { affineAlgebra, type Affine } from "../../contracts/affine";
import { linearBars } from "../../contracts/diffusersLoop";

const marginal = marginals(linearBars);
const [y, x] = [0.7, -1.2];

/** The context of one step over plain numbers, as vectors of one entry. */
const context = (prediction: Parametrization, clip: "none" | "keep-epsilon" | "rederive-epsilon") =>
  createContext<Affine>({
    algebra: {
      ...affineAlgebra,
      clamp: ([v], bound) => [Math.min(Math.max(v!, -bound), bound)],
    },
    index: 0,
    count: 1,
    marginal,
    evaluate: () => ({ value: [y] }),
    noise: () => [0],
    prediction,
    clip,
  });

describe("what a prediction means", () => {
  it.each(["epsilon", "x0", "v", "score"] as const)("is what lib/math says: %s", (from) => {
    for (const t of [0, 300, 999]) {
      const { signal, noise } = marginal(t);
      const kernel = { scale: signal, variance: noise ** 2 };
      const { x0, epsilon } = context(from, "none").predict([x], t);
      for (const [to, value] of [
        ["x0", x0],
        ["epsilon", epsilon],
      ] as const) {
        const [expected] = convertPrediction([y], { from, to, xt: [x], marginal: kernel });
        expect(Math.abs(value[0]! / expected! - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it("is clipped: x_0 alone, or ε with it, so that both still give x_t", () => {
    const { signal, noise } = marginal(700);
    const free = context("epsilon", "none").predict([x], 700);
    expect(free.x0[0]).toBeLessThan(-1);
    const kept = context("epsilon", "keep-epsilon").predict([x], 700);
    expect([kept.x0[0], kept.epsilon[0]]).toEqual([-1, y]);
    const derived = context("epsilon", "rederive-epsilon").predict([x], 700);
    expect(derived.x0[0]).toBe(-1);
    expect(signal * derived.x0[0]! + noise * derived.epsilon[0]!).toBeCloseTo(x, 12);
  });

  it("is refused where the output says nothing of x_0 or ε", () => {
    const ends = { ...context("x0", "none") };
    expect(() => ends.predict([x], -1)).toThrow(
      "sampler: 'x0' at alphaBar=1, where x_t holds no noise",
    );
    expect(() => ends.predict([x], 1000)).toThrow(
      "sampler: t=1000 is not an integer from -1 to 999",
    );
  });
});
