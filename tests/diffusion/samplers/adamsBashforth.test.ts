import { describe, expect, it } from "vitest";
import { adamsBashforth } from "../../../lib/diffusion/samplers/adamsBashforth";
import { affineAlgebra } from "../../contracts/affine";

describe("adamsBashforth", () => {
  it.each([1, 2, 3, 4] as const)(
    "of order %i integrates polynomials of lower degree exactly",
    (order) => {
      const integral = (degree: number) => {
        const history = [-3, -2, -1, 0].slice(4 - order).map((t) => ({ t, value: [t ** degree] }));
        return adamsBashforth(affineAlgebra, history, 4)[0]!;
      };
      for (let degree = 0; degree < order; degree++) {
        expect(integral(degree)).toBeCloseTo(1 / (degree + 1), 12); // ∫ t^degree from 0 to 1
      }
      expect(Math.abs(integral(order) - 1 / (order + 1))).toBeGreaterThan(0.1);
    },
  );

  it("reaches no further back than its order", () => {
    const history = [5, 7, 11].map((value, t) => ({ t, value: [value] }));
    expect(adamsBashforth(affineAlgebra, history, 1)).toEqual([11]);
    expect(adamsBashforth(affineAlgebra, history, 2)).toEqual([1.5 * 11 - 0.5 * 7]);
  });
});
