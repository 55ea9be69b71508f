import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core/rng";
import { slerp } from "../../lib/math";
import { expectClose } from "../contracts/close";

const norm = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((s, v) => s + v * v, 0));
const scaled = (x: ArrayLike<number>, factor: number) => Array.from(x, (v) => factor * v);
const [a, b] = [seed(1), seed(2)].map((key) => Array.from(key.normalArray(50))) as [
  number[],
  number[],
];

describe("slerp", () => {
  it("begins and ends exactly at the vectors, and is as good in the other direction", () => {
    expect(Array.from(slerp(a, b, 0))).toEqual(a);
    expect(Array.from(slerp(a, b, 1))).toEqual(b);
    expectClose(slerp(a, b, 0.3), slerp(b, a, 0.7), { relative: 1e-12, absolute: 1e-14 });
  });

  it("keeps the length of vectors of equal length; the straight line does not", () => {
    const [u, v] = [scaled(a, 3 / norm(a)), scaled(b, 3 / norm(b))];
    for (const fraction of [0.1, 0.5, 0.83]) {
      expect(norm(slerp(u, v, fraction))).toBeCloseTo(3, 12);
      expect(norm(u.map((x, i) => (1 - fraction) * x + fraction * v[i]!))).toBeLessThan(2.95);
    }
  });

  it("turns evenly: by the fraction of the angle", () => {
    // The plane, where the angle is known: from 0 by 2 radians.
    for (const fraction of [0.25, 0.5, 0.9]) {
      const angle = 2 * fraction;
      const found = slerp([1, 0], [Math.cos(2), Math.sin(2)], fraction);
      expectClose(found, [Math.cos(angle), Math.sin(angle)], { absolute: 1e-14 });
    }
  });

  it("has the bisector in the middle: (u + v)/(2 cos(θ/2)), θ measured before the lengths are made equal", () => {
    const cosine = a.reduce((s, x, i) => s + x * b[i]!, 0) / (norm(a) * norm(b));
    const expected = a.map((x, i) => (x + b[i]!) / (2 * Math.cos(Math.acos(cosine) / 2)));
    expectClose(slerp(a, b, 0.5), expected, { relative: 1e-12, absolute: 1e-14 });
  });

  it("is the straight line between parallel vectors, and next to it between nearly parallel ones", () => {
    expect(Array.from(slerp([1, -2], [3, -6], 0.25))).toEqual([1.5, -3]);
    expect(Array.from(slerp(a, a, 0.4)).map((x, i) => x / a[i]!)).toEqual(a.map(() => 1));
    const near = slerp([1, 0], [1, 1e-9], 0.25);
    expectClose(near, [1, 0.25e-9], { relative: 1e-12 });
  });

  it("refuses what has no way between", () => {
    expect(() => slerp(a, scaled(a, -2), 0.5)).toThrow(
      "slerp: from and to are opposite, and no way between them is the shortest.",
    );
    expect(() => slerp([0, 0], [1, 0], 0.5)).toThrow(
      "slerp: from is zero and has no direction; pass another vector.",
    );
    expect(() => slerp([1, 0], [0, 0], 0.5)).toThrow("slerp: to is zero");
    expect(() => slerp([1, 0], [1], 0.5)).toThrow("slerp: to has length 1; expected 2.");
    expect(() => slerp([], [], 0.5)).toThrow("slerp: no from; pass at least one.");
    expect(() => slerp([1, NaN], [1, 0], 0.5)).toThrow("slerp: from[1]=NaN");
    expect(() => slerp([1], [Infinity], 0.5)).toThrow("slerp: to[0]=Infinity");
    for (const fraction of [-0.01, 1.01, NaN]) {
      expect(() => slerp(a, b, fraction)).toThrow(
        `slerp: fraction=${fraction}; expected a finite number from 0 to 1.`,
      );
    }
  });
});
