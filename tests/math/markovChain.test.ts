import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import {
  chiSquareTest,
  detailedBalanceGap,
  eigenvalues,
  evolveDistribution,
  isIrreducible,
  mixingCurve,
  nStepMatrix,
  reversedChain,
  sampleMarkovChain,
  stationaryDistribution,
  transitionShares,
} from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden } from "../contracts/golden";

interface Chain {
  matrix: number[][];
  stationary: number[];
  power7: number[][];
}
const chains = golden<{ chains: Chain[] }>("bounds").chains;
const weather = [
  [0.9, 0.1],
  [0.5, 0.5],
];
/** Goes round more one way than the other. */
const wheel = [
  [0.1, 0.7, 0.2],
  [0.2, 0.1, 0.7],
  [0.7, 0.2, 0.1],
];

describe.each(chains)("the chain $matrix", ({ matrix, stationary, power7 }) => {
  it("has the stationary distribution of exact fractions, also of rare states", () => {
    const pi = stationaryDistribution(matrix);
    expectClose(pi, stationary, { relative: 1e-15, absolute: 0 });
    expectClose(evolveDistribution(matrix, pi), pi, { relative: 1e-14 });
  });

  it("has the seven-step matrix of exact fractions", () => {
    expectClose(nStepMatrix(matrix, 7).flat(), power7.flat(), { relative: 1e-14 });
    const start = matrix.map((_, i) => +(i === 0));
    expectClose(evolveDistribution(matrix, start, 7), power7[0]!, { relative: 1e-14 });
  });

  it("runs backwards with the same stationary distribution", () => {
    expectClose(stationaryDistribution(reversedChain(matrix)), stationary, { relative: 1e-13 });
  });
});

describe("Markov chains", () => {
  it("of two states are in detailed balance; one that goes round is not", () => {
    expect(detailedBalanceGap(weather, stationaryDistribution(weather))).toBeLessThan(1e-16);
    expectClose(reversedChain(weather).flat(), weather.flat(), { relative: 1e-14 });
    expect(detailedBalanceGap(wheel, [1 / 3, 1 / 3, 1 / 3])).toBeCloseTo(0.5 / 3, 15);
    const reversed = reversedChain(wheel);
    expect(reversed[0]![1]).toBeCloseTo(0.2, 14);
  });

  it("mix by their second eigenvalue", () => {
    const curve = mixingCurve(weather, [0, 1], 6);
    const second = eigenvalues(weather)[1]!.re;
    expect(second).toBeCloseTo(0.4, 13);
    curve.forEach((distance, n) => expect(distance).toBeCloseTo((5 / 6) * second ** n, 13));
    expect(curve.length).toBe(7);
  });

  it("are drawn with their probabilities", () => {
    const path = sampleMarkovChain(wheel, 2, 20_000, seed(5));
    expect([path[0], path.length]).toEqual([2, 20_001]);
    const shares = transitionShares(path, 3);
    shares.forEach((row, i) => row.forEach((p, j) => expect(p).toBeCloseTo(wheel[i]![j]!, 1)));
    const visits = [0, 1, 2].map((s) => path.reduce((n, x) => n + +(x === s), 0));
    const expected = visits.map(() => path.length / 3);
    expect(chiSquareTest(visits, expected).pValue).toBeGreaterThan(1e-4);
  });

  it("never draw a state of probability 0", () => {
    const cycle = [
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ];
    expect([...sampleMarkovChain(cycle, 0, 5, seed(1))]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...sampleMarkovChain(cycle, 1, 0, seed(1))]).toEqual([1]);
    expect(transitionShares([0, 1, 2, 0], 4)[3]).toEqual([0, 0, 0, 0]);
    expect(transitionShares([0, 0, 1, 0], 2)[0]).toEqual([0.5, 0.5]);
  });

  it("may hold a single state, or states that do not meet", () => {
    expect([...stationaryDistribution([[1]])]).toEqual([1]);
    const apart = [
      [1, 0],
      [0.5, 0.5],
    ];
    expect([isIrreducible(apart), isIrreducible(wheel)]).toEqual([false, true]);
    expect(() => stationaryDistribution(apart)).toThrow(
      "stationaryDistribution: some states do not reach each other",
    );
    expect(nStepMatrix(weather, 0)).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it("refuse what is no chain", () => {
    expect(() =>
      nStepMatrix(
        [
          [0.5, 0.4],
          [0, 1],
        ],
        1,
      ),
    ).toThrow("nStepMatrix: matrix[0] sum to 0.9; divide them by their sum.");
    expect(() =>
      nStepMatrix(
        [
          [1.5, -0.5],
          [0, 1],
        ],
        1,
      ),
    ).toThrow("matrix[0][0]=1.5");
    expect(() => nStepMatrix([[0.5, 0.5]], 1)).toThrow("expected a square");
    expect(() => evolveDistribution(weather, [1, 0, 0])).toThrow(
      "evolveDistribution: start has length 3; expected 2.",
    );
    expect(() => evolveDistribution(weather, [])).toThrow(
      "evolveDistribution: no start; pass at least one.",
    );
    expect(() => evolveDistribution(weather, [NaN, 1])).toThrow("start[0]=NaN");
    expect(() => evolveDistribution(weather, [1, 0], -1)).toThrow("steps=-1");
    expect(() => sampleMarkovChain(weather, 2, 1, seed(0))).toThrow(
      "sampleMarkovChain: start=2 is not an integer from 0 to 1; pass one.",
    );
    expect(() => transitionShares([0, 2], 2)).toThrow("transitionShares: path[1]=2");
    expect(() => detailedBalanceGap(weather, [1])).toThrow(
      "detailedBalanceGap: distribution has length 1; expected 2.",
    );
    expect(() => mixingCurve(weather, [1, 0], 1.5)).toThrow("mixingCurve: steps=1.5");
  });
});
