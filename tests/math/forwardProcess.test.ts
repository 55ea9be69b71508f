import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  addNoise,
  alphaBars,
  compoundedBetas,
  cosineBetas,
  forwardJump,
  forwardMarginal,
  forwardStep,
  kolmogorovSmirnovTest,
  linearBetas,
  mergedForwardSteps,
  noiseVariances,
  normalCdf,
  sampleForward,
  sampleForwardChain,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

const betas = linearBetas(100, { betaEnd: 0.1 });
const bars = alphaBars(betas);

describe("the forward process", () => {
  it("jumps as its steps merge", () => {
    const merged = mergedForwardSteps(betas);
    expect(merged.length).toBe(100);
    merged.forEach(({ scale, variance }, i) => {
      const jump = forwardMarginal(betas, i + 1);
      expectClose([scale, variance], [jump.scale, jump.variance], { relative: 1e-13 });
      expectClose([scale, variance], [Math.sqrt(bars[i]!), noiseVariances(betas)[i]!], {
        relative: 1e-13,
      });
    });
  });

  it("keeps every variance of 1", () => {
    for (const [s, t] of [
      [0, 1],
      [3, 17],
      [0, 100],
    ] as const) {
      const { scale, variance } = forwardJump(betas, s, t);
      expect(scale ** 2 + variance).toBeCloseTo(1, 14);
      expect(variance).toBeCloseTo(compoundedBetas(betas.slice(s), [t - s - 1])[0]!, 15);
    }
    expect(forwardStep(betas, 5)).toEqual({ scale: Math.sqrt(1 - betas[4]!), variance: betas[4] });
    expect(forwardJump(betas, 4, 5).variance).toBe(betas[4]);
  });

  it("stays where it is for s = t, loses all at beta 1", () => {
    expect(forwardJump(betas, 7, 7)).toEqual({ scale: 1, variance: 0 });
    expect(forwardMarginal(betas, 0)).toEqual({ scale: 1, variance: 0 });
    expect(forwardMarginal([0.5, 1, 0.25], 2)).toEqual({ scale: 0, variance: 1 });
    expect(forwardJump([0.5, 1, 0.25], 2, 3)).toEqual({ scale: Math.sqrt(0.75), variance: 0.25 });
    expect(forwardMarginal([0], 1)).toEqual({ scale: 1, variance: 0 });
  });

  it("is drawn by the chain and by one jump from the same distribution", () => {
    const short = cosineBetas(12);
    const x0 = new Float64Array(3000).fill(1.5);
    const path = sampleForwardChain(x0, short, seed(3));
    expect([path.length, path[0]]).toEqual([13, x0]);
    for (const t of [1, 5, 12]) {
      const { scale, variance } = forwardMarginal(short, t);
      const cdf = (x: number) => normalCdf((x - 1.5 * scale) / Math.sqrt(variance));
      for (const draws of [path[t]!, sampleForward(x0, short, t, seed(40 + t))]) {
        expect(kolmogorovSmirnovTest(draws, cdf).pValue).toBeGreaterThan(1e-4);
        const wrong = (x: number) => normalCdf((x - 1.5 * scale) / variance);
        if (t < 12) expect(kolmogorovSmirnovTest(draws, wrong).pValue).toBeLessThan(1e-6);
      }
    }
  });

  it("adds the noise that is given", () => {
    expect([...addNoise([1, 2], { scale: 0.5, variance: 4 }, [1, -1])]).toEqual([2.5, -1]);
    expect([...sampleForward([1, 2], [0.3], 0, seed(0))]).toEqual([1, 2]);
  });

  it("refuses bad arguments", () => {
    expect(() => forwardStep(betas, 0)).toThrow(
      "forwardStep: t=0 is not an integer from 1 to 100; pass one.",
    );
    expect(() => forwardStep(betas, 101)).toThrow("forwardStep: t=101");
    expect(() => forwardStep([], 1)).toThrow("forwardStep: no betas; pass at least one.");
    expect(() => forwardJump(betas, 5, 4)).toThrow(
      "forwardJump: s=5 is not an integer from 0 to 4",
    );
    expect(() => forwardJump(betas, -1, 4)).toThrow("forwardJump: s=-1");
    expect(() => forwardMarginal(betas, 101)).toThrow("t=101 is not an integer from 0 to 100");
    expect(() => forwardMarginal([NaN], 1)).toThrow("betas[0]=NaN");
    expect(() => mergedForwardSteps([])).toThrow("mergedForwardSteps: no betas");
    expect(() => addNoise([1], { scale: 1, variance: 1 }, [])).toThrow(
      "addNoise: 1 values and 0 numbers of noise; expected one for each value.",
    );
    expect(() => addNoise([NaN], { scale: 1, variance: 1 }, [0])).toThrow("addNoise: x[0]=NaN");
    expect(() => addNoise([0], { scale: 1, variance: 1 }, [NaN])).toThrow("addNoise: noise[0]=NaN");
    expect(() => sampleForwardChain([], betas, seed(0))).toThrow("sampleForwardChain: no x0");
    expect(() => sampleForwardChain([1], [], seed(0))).toThrow("sampleForwardChain: no betas");
  });
});
