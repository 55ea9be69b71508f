import { describe, expect, it } from "vitest";
import { derivative, gradient, jacobian, jacobianLogDeterminant } from "../../lib/math";
import { expectClose } from "../contracts/close";

describe("finite differences", () => {
  it.each([
    [Math.exp, 0.5, Math.exp(0.5)],
    [Math.sin, 2, Math.cos(2)],
    [Math.log, 0.3, 1 / 0.3],
    [(x: number) => x ** 7, 100, 7e12],
  ])("of %s at %f are the derivative to ten digits", (f, x, exact) => {
    expectClose([derivative(f, x, { step: 2e-3 })], [exact], { relative: 1e-10 });
  });

  it("are exact for polynomials of degree 8", () => {
    const f = (x: number) => x ** 8 - 3 * x ** 5;
    expectClose([derivative(f, 1.5, { step: 0.1 })], [8 * 1.5 ** 7 - 15 * 1.5 ** 4], {
      relative: 1e-12,
    });
    expect(derivative((x) => x ** 9, 0, { step: 0.1 })).not.toBe(0);
  });

  it("give gradients and Jacobians", () => {
    const f = ([x, y]: Float64Array) => x! ** 2 * y! + Math.sin(y!);
    expectClose(gradient(f, [1.2, -0.4]), [2 * 1.2 * -0.4, 1.44 + Math.cos(0.4)], {
      relative: 1e-11,
    });
    const g = ([x, y]: Float64Array) => [x! * y!, x! + 2 * y!, Math.exp(x!)];
    const expected = [
      [-0.4, 1.2],
      [1, 2],
      [Math.exp(1.2), 0],
    ];
    const got = jacobian(g, [1.2, -0.4]);
    expectClose(got.flat(), expected.flat(), { relative: 1e-11, absolute: 1e-12 });
  });

  it("give the log-determinant of a flow", () => {
    // rotation, then stretch: |det| = 6
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const flow = ([x, y]: Float64Array) => [2 * (c * x! - s * y!), -3 * (s * x! + c * y!)];
    const { logAbs, sign } = jacobianLogDeterminant(flow, [0.3, 5]);
    expect(logAbs).toBeCloseTo(Math.log(6), 11);
    expect(sign).toBe(-1);
  });

  it("take longer steps far out, where short ones would be lost in rounding", () => {
    expect(derivative((x) => x * x, 1e12) / 2e12).toBeCloseTo(1, 12);
  });

  it("refuse bad arguments", () => {
    expect(() => derivative(Math.exp, NaN)).toThrow("derivative: x=NaN");
    expect(() => derivative(Math.exp, 0, { step: 0 })).toThrow(
      "derivative: step=0; expected a finite number above 0.",
    );
    expect(() => derivative(Math.log, 0)).toThrow(/derivative: f\(-0.01\)=NaN/);
    expect(() => gradient(() => 1, [])).toThrow("gradient: no x; pass at least one.");
    expect(() => gradient(() => 1, [1], { step: -1 })).toThrow("gradient: step=-1");
    expect(() => jacobian((x) => (x[0]! > 0 ? [1] : [1, 2]), [0])).toThrow(
      "jacobian: f(-0.01) has length 2; expected 1.",
    );
    expect(() => jacobianLogDeterminant(() => [1, 2], [0])).toThrow("expected a square");
  });
});
