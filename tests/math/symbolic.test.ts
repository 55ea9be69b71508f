import { describe, expect, it } from "vitest";
import {
  derivative,
  evaluateExpression,
  expressionToTex,
  provesEqual,
  simplifyExpression,
  symbolicDerivative,
} from "../../lib/math";

describe("symbols", () => {
  it("have derivatives that finite differences confirm", () => {
    for (const expression of ["x^3 - 2 x", "exp(-x^2 / 2) / s", "sqrt(1 - x) * log(x)"]) {
      const slope = symbolicDerivative(expression, "x");
      const f = (x: number) => evaluateExpression(expression, { x, s: 1.7 });
      const exact = evaluateExpression(slope, { x: 0.4, s: 1.7 });
      expect(derivative(f, 0.4)).toBeCloseTo(exact, 10);
    }
    expect(provesEqual(symbolicDerivative("a * x^2", "x"), "2 * a * x")).toBe(true);
  });

  it("simplify and print", () => {
    expect(simplifyExpression("2 * x + 3 * x")).toBe("5 * x");
    expect(expressionToTex("sqrt(a) / b")).toBe("\\frac{\\sqrt{a}}{b}");
    expect(evaluateExpression("2 + 3")).toBe(5);
  });

  it("refuse what cannot be read or has no value", () => {
    expect(() => simplifyExpression("2 +")).toThrow("simplifyExpression: cannot read '2 +'");
    expect(() => symbolicDerivative("mystery(x)", "x")).toThrow(
      "symbolicDerivative: no derivative of 'mystery(x)' by 'x'",
    );
    expect(() => evaluateExpression("x + y", { x: 1 })).toThrow(
      "evaluateExpression: 'x + y': Undefined symbol y; pass a value for each variable.",
    );
    expect(() => evaluateExpression("x", { x: NaN })).toThrow("evaluateExpression: x=NaN");
    expect(() => evaluateExpression("1 / 0")).toThrow(
      "evaluateExpression: '1 / 0' is Infinity; expected a finite number.",
    );
    expect(() => evaluateExpression("sqrt(-1)")).toThrow(
      "'sqrt(-1)' is i; expected a finite number",
    );
    expect(() => expressionToTex(")")).toThrow("expressionToTex: cannot read ')'");
  });
});
