import { describe, expect, it } from "vitest";
import {
  convertPrediction,
  forwardMarginal,
  linearBetas,
  type Parametrization,
} from "../../lib/math";
import { expectClose } from "../contracts/close";

const names: Parametrization[] = ["epsilon", "x0", "v", "score"];
const [x0, epsilon] = [
  [0.5, -1.25, 0],
  [0.3, 2, -0.7],
];
const marginal = forwardMarginal(linearBetas(10, { betaEnd: 0.3 }), 7);
const [a, s] = [marginal.scale, Math.sqrt(marginal.variance)];
const xt = x0.map((x, i) => a * x + s * epsilon[i]!);
/** Straight from the definitions. */
const truth: Record<Parametrization, number[]> = {
  epsilon,
  x0,
  v: x0.map((x, i) => a * epsilon[i]! - s * x),
  score: xt.map((x, i) => -(x - a * x0[i]!) / s ** 2),
};
const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));

describe("convertPrediction", () => {
  it.each(pairs)("from %s to %s", (from, to) => {
    const got = convertPrediction(truth[from], { from, to, xt, marginal });
    expectClose(got, truth[to], { relative: 1e-13, absolute: 1e-13 });
  });

  it("converts v and the data at both ends, where x_t is only noise or only data", () => {
    const noise = { scale: 0, variance: 1 };
    const data = { scale: 1, variance: 0 };
    const at = (marginal: typeof noise) => ({ xt: [2], marginal });
    expect([...convertPrediction([3], { from: "v", to: "x0", ...at(noise) })]).toEqual([-3]);
    expect([...convertPrediction([3], { from: "x0", to: "v", ...at(noise) })]).toEqual([-3]);
    expect([...convertPrediction([3], { from: "x0", to: "score", ...at(noise) })]).toEqual([-2]);
    expect([...convertPrediction([3], { from: "v", to: "epsilon", ...at(data) })]).toEqual([3]);
    expect([...convertPrediction([3], { from: "epsilon", to: "x0", ...at(data) })]).toEqual([2]);
    expect([...convertPrediction([3], { from: "score", to: "x0", ...at(data) })]).toEqual([2]);
    expect([...convertPrediction([3], { from: "score", to: "score", ...at(data) })]).toEqual([3]);
  });

  it.each([
    ["epsilon", "x0", 0],
    ["score", "x0", 0],
    ["epsilon", "v", 0],
    ["score", "v", 0],
  ] as const)("refuses '%s' to '%s' without signal", (from, to, scale) => {
    const level = { xt: [1], marginal: { scale, variance: 1 } };
    expect(() => convertPrediction([1], { from, to, ...level })).toThrow(
      `convertPrediction: '${to}' from '${from}' at alphaBar=0, where x_t holds nothing of x_0; predict x0 or v there.`,
    );
  });

  it.each([
    ["x0", "epsilon"],
    ["x0", "v"],
    ["x0", "score"],
    ["v", "score"],
    ["epsilon", "score"],
  ] as const)("refuses '%s' to '%s' without noise", (from, to) => {
    const level = { xt: [1], marginal: { scale: 1, variance: 0 } };
    expect(() => convertPrediction([1], { from, to, ...level })).toThrow(
      `convertPrediction: '${to}' from '${from}' at alphaBar=1, where x_t holds no noise; predict epsilon or v there.`,
    );
  });

  it("refuses bad arguments", () => {
    const base = { from: "v", to: "x0", xt: [1], marginal } as const;
    expect(() => convertPrediction([], base)).toThrow("convertPrediction: no prediction");
    expect(() => convertPrediction([1, 2], base)).toThrow(
      "convertPrediction: xt has length 1; expected 2.",
    );
    expect(() => convertPrediction([NaN], base)).toThrow("convertPrediction: prediction[0]=NaN");
    expect(() => convertPrediction([1], { ...base, xt: [NaN] })).toThrow("xt[0]=NaN");
    expect(() => convertPrediction([1], { ...base, marginal: { scale: 1, variance: -1 } })).toThrow(
      "convertPrediction: variance=-1",
    );
    const unknown = "noise" as Parametrization;
    expect(() => convertPrediction([1], { ...base, to: unknown })).toThrow(
      "convertPrediction: no parametrization 'noise'; pass one of epsilon, x0, v, score.",
    );
  });
});
