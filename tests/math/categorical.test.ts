import { describe, expect, it } from "vitest";
import { categoryAt } from "../../lib/math/categorical";

describe("categoryAt", () => {
  it("takes the share in which u falls, its lower end included", () => {
    const p = [0.25, 0, 0.5, 0.25];
    expect([0, 0.2, 0.25, 0.7, 0.75, 0.999].map((u) => categoryAt(p, u))).toEqual([
      0, 0, 2, 2, 3, 3,
    ]);
  });

  it("never takes one of probability 0, also where rounding leaves the sum below u", () => {
    expect(categoryAt([0, 1, 0], 0)).toBe(1);
    expect(categoryAt([0.5, 0.5 - 1e-12, 0], 1 - 1e-13)).toBe(1);
  });
});
