import { describe, expect, it } from "vitest";
import {
  forEachDistanceRow,
  kthNeighbourDistances,
  nearestNeighbours,
  pairwiseSquaredDistances,
} from "../../lib/metrics";
import { expectClose } from "../contracts/close";
import { normalPoints, pointsOf } from "./samples";

/** The definition, one pair at a time. */
function reference(x: ReturnType<typeof pointsOf>, y: ReturnType<typeof pointsOf>): number[] {
  const [n, m, D] = [x.shape[0]!, y.shape[0]!, x.shape[1]!];
  return Array.from({ length: n * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    let sum = 0;
    for (let d = 0; d < D; d++) sum += (x.data[i * D + d]! - y.data[j * D + d]!) ** 2;
    return sum;
  });
}

describe("pairwiseSquaredDistances", () => {
  it.each([
    [1, 1, 1],
    [3, 5, 2],
    [31, 4, 7],
    [32, 6, 3],
    [65, 33, 10],
  ])("are sums of squared differences, to the last bit: [%i,D] to [%i,D], D = %i", (n, m, D) => {
    const [x, y] = [normalPoints(n, D, 1), normalPoints(m, D, 2)];
    expect([...pairwiseSquaredDistances(x, y)]).toEqual(reference(x, y));
  });

  it("are symmetric to the last bit, and 0 between copies wherever they stand", () => {
    const x = normalPoints(37, 11, 3);
    const d = pairwiseSquaredDistances(x, x);
    for (let i = 0; i < 37; i++) {
      expect(d[i * 38]).toBe(0);
      for (let j = 0; j < i; j++) expect(d[i * 37 + j]).toBe(d[j * 37 + i]);
    }
  });

  it("keep the digits of near copies far from the origin, which |x|² + |y|² - 2xy loses", () => {
    const [a, b] = [1000, Math.fround(1000 + 2 ** -10)];
    const row = (v: number) => pointsOf([new Array<number>(64).fill(v)]);
    expect([...pairwiseSquaredDistances(row(a), row(b))]).toEqual([64 * 2 ** -20]);
    const dot = Math.fround(Math.fround(64 * a * a) + Math.fround(64 * b * b) - 2 * 64 * a * b);
    expect(Math.abs(dot / (64 * 2 ** -20) - 1)).toBeGreaterThan(0.5); // what float32 would say
  });
});

describe("forEachDistanceRow", () => {
  it("visits each row once, in order, in little memory", () => {
    const seen: number[] = [];
    const buffers = new Set<ArrayBufferLike>();
    forEachDistanceRow(normalPoints(70, 2, 1), normalPoints(9, 2, 2), (i, row) => {
      seen.push(i);
      buffers.add(row.buffer);
      expect(row.length).toBe(9);
    });
    expect(seen).toEqual([...Array(70).keys()]);
    expect([...buffers].map((buffer) => buffer.byteLength)).toEqual([32 * 12 * 8]);
  });

  it("refuses what are no two sets of one dimension", () => {
    const visit = () => undefined;
    const x = normalPoints(2, 3, 1);
    expect(() => forEachDistanceRow(x, normalPoints(2, 4, 1), visit)).toThrow(
      "forEachDistanceRow: x has 3 dimensions and y 4; extract both with one network.",
    );
    expect(() => forEachDistanceRow(x, pointsOf([[0, NaN, 0]]), visit)).toThrow(
      "forEachDistanceRow: y[0][1]=NaN; expected finite features.",
    );
    expect(() => forEachDistanceRow(pointsOf([[0, 0, Infinity]]), x, visit)).toThrow(
      "x[0][2]=Infinity",
    );
    expect(() => forEachDistanceRow(pointsOf([]), x, visit)).toThrow(
      "forEachDistanceRow: x has no columns; pass features [n,D].",
    );
    expect(() => forEachDistanceRow(x, { ...x, shape: [6] }, visit)).toThrow(
      "forEachDistanceRow: y has shape [6]; expected [any, any].",
    );
    expect(() => forEachDistanceRow(x, { ...x, shape: [3, 3] }, visit)).toThrow(
      "forEachDistanceRow: y holds 6 numbers; its shape [3, 3] asks for 9.",
    );
  });
});

describe("kthNeighbourDistances", () => {
  const line = pointsOf([[0], [1], [3], [7], [15]]);

  it("leave the point itself out within a set, not in another", () => {
    expect([...kthNeighbourDistances(line, 1)]).toEqual([1, 1, 2, 4, 8]);
    expect([...kthNeighbourDistances(line, 2)]).toEqual([3, 2, 3, 6, 12]);
    expect([...kthNeighbourDistances(line, 4)]).toEqual([15, 14, 12, 8, 15]);
    expect([...kthNeighbourDistances(line, 1, line)]).toEqual([0, 0, 0, 0, 0]);
    expect([...kthNeighbourDistances(pointsOf([[2]]), 3, line)]).toEqual([2]);
  });

  it("count a copy as a neighbour at distance 0", () => {
    expect([...kthNeighbourDistances(pointsOf([[1], [1], [4]]), 1)]).toEqual([0, 0, 3]);
    expect([...kthNeighbourDistances(pointsOf([[1], [1], [4]]), 2)]).toEqual([3, 3, 3]);
  });

  it("are those of sorting all distances", () => {
    const [x, y] = [normalPoints(20, 4, 5), normalPoints(50, 4, 6)];
    const d = reference(x, y);
    const sorted = Array.from({ length: 20 }, (_, i) =>
      d.slice(i * 50, (i + 1) * 50).sort((a, b) => a - b),
    );
    for (const k of [1, 3, 10, 50]) {
      const expected = sorted.map((row) => Math.sqrt(row[k - 1]!));
      expectClose(kthNeighbourDistances(x, k, y), expected, { relative: 1e-15 });
    }
  });

  it("refuse a k without a neighbour", () => {
    expect(() => kthNeighbourDistances(line, 5)).toThrow(
      "squaredNeighbourRadii: k=5 is not an integer from 1 to 4; pass one.",
    );
    expect(() => kthNeighbourDistances(line, 6, line)).toThrow(
      "kthNeighbourDistances: k=6 is not an integer from 1 to 5; pass one.",
    );
    expect(() => kthNeighbourDistances(line, 0)).toThrow("k=0 is not an integer");
    expect(() => kthNeighbourDistances(pointsOf([[1]]), 1)).toThrow(
      "squaredNeighbourRadii: 1 sample in x; expected at least 2.",
    );
  });
});

describe("nearestNeighbours", () => {
  it("find the copies and the first of equals", () => {
    const y = pointsOf([
      [0, 0],
      [3, 4],
      [0, 0],
      [1, 1],
    ]);
    const { indices, distances } = nearestNeighbours(
      pointsOf([
        [3, 4],
        [0, 0],
        [6, 8],
      ]),
      y,
    );
    expect([...indices]).toEqual([1, 0, 1]);
    expect([...distances]).toEqual([0, 0, 5]);
  });
});
