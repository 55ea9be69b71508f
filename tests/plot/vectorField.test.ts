import { describe, expect, it } from "vitest";
import {
  unpackArray,
  vectorField,
  type PackedArray,
  type VectorFieldOptions,
} from "../../lib/plot";
import { expectClose } from "../contracts/close";

const axes = { title: "t", xLabel: "x", yLabel: "y" };
const numbers = (value: unknown): number[] => unpackArray(value as PackedArray);

describe("vectorField", () => {
  it("draws arrows around their points, the longest as long as they are apart", () => {
    const square = { ...axes, xRange: [0, 4], yRange: [0, 4], density: () => 0 } as const;
    const arrow = (options: Partial<VectorFieldOptions>, index: number): number[] => {
      const field = (x: number, y: number) => [x > 2 ? 9 : 1, 0 * y] as const;
      const { x } = vectorField({ ...square, field, arrows: 2, ...options }).data[1]!;
      return numbers(x).slice(6 * index, 6 * index + 2);
    };
    expect(arrow({}, 1)).toEqual([2, 4]); // around 3, length 2
    expectClose(arrow({}, 0), [1 - 1 / 9, 1 + 1 / 9], { relative: 1e-6 }); // around 1, a ninth of it
    expectClose(arrow({ power: 0.5 }, 0), [1 - 1 / 3, 1 + 1 / 3], { relative: 1e-6 });
    expect(arrow({ power: 0 }, 0)).toEqual([0, 2]);
    const still = vectorField({ ...square, field: () => [0, 0], arrows: 2 });
    expect(numbers(still.data[1]!["x"])).toEqual([]);
  });

  it("takes vectors in arrays of any kind, and refuses those that are not finite", () => {
    const square = { ...axes, xRange: [0, 1], yRange: [0, 1], density: () => 0 } as const;
    const typed = () => Float64Array.of(1, 2) as unknown as [number, number];
    expect(numbers(vectorField({ ...square, field: typed, arrows: 2 }).data[1]!["x"])).toHaveLength(
      24,
    );
    expect(() => vectorField({ ...square, field: () => [0, Infinity] })).toThrow(
      "vectorField: the field on the grid[1] is Infinity",
    );
    expect(() => vectorField({ ...square, field: () => [0, 1], power: 2 })).toThrow(
      "vectorField: power=2; expected a finite number from 0 to 1.",
    );
    expect(() => vectorField({ ...square, field: () => [0, 1], arrows: 1 })).toThrow("arrows=1");
  });
});
