import { describe, expect, it } from "vitest";
import { provesEqual } from "../../lib/math";

/** Exponent of q(x_{t-1}|x_t, x_0) by Bayes' rule, times -2: b = β_t, c = ᾱ_{t-1}; z_t = x_t, y = x_{t-1}, x = x_0. */
const bayes =
  "(z - sqrt(1 - b) * y)^2 / b + (y - sqrt(c) * x)^2 / (1 - c) - (z - sqrt(1 - b) * sqrt(c) * x)^2 / (1 - (1 - b) * c)";
const variance = "((1 - c) / (1 - (1 - b) * c) * b)";
const mean = "((sqrt(c) * b * x + sqrt(1 - b) * (1 - c) * z) / (1 - (1 - b) * c))";

describe("provesEqual", () => {
  it("completes the square of the reverse posterior", () => {
    expect(provesEqual(bayes, `(y - ${mean})^2 / ${variance}`)).toBe(true);
  });

  it("finds the variance without its factor, and a mean that is 1 % off", () => {
    expect(provesEqual(bayes, `(y - ${mean})^2 / b`)).toBe(false);
    expect(provesEqual(bayes, `(y - 1.01 * ${mean})^2 / ${variance}`)).toBe(false);
  });

  it("proves the epsilon form of the mean", () => {
    // x_0 = (x_t - √(1 - ᾱ) e)/√ᾱ with ᾱ = (1 - b) c and √ᾱ = √(1 - b) √c
    const x0 = "((z - sqrt(1 - (1 - b) * c) * e) / (sqrt(1 - b) * sqrt(c)))";
    const put = `(sqrt(c) * b * ${x0} + sqrt(1 - b) * (1 - c) * z) / (1 - (1 - b) * c)`;
    const form = "(z - b / sqrt(1 - (1 - b) * c) * e) / sqrt(1 - b)";
    expect(provesEqual(put, form)).toBe(true);
    expect(provesEqual(put, "(z - b / sqrt(1 - c) * e) / sqrt(1 - b)")).toBe(false);
  });

  it.each([
    ["(a + b)^2", "a^2 + 2 * a * b + b^2", true],
    ["(a + b)^2", "a^2 + b^2", false],
    ["a^2 - b^2", "(a - b)(a + b)", true],
    ["1 / (1 / a)", "a", true],
    ["a^(-2) * a^3", "a", true],
    ["sqrt(a)^3", "a * sqrt(a)", true],
    ["a^(1/2) * sqrt(a)", "a", true],
    ["a^(-1/2)", "sqrt(a) / a", true],
    ["sqrt(4 * a / 4)", "sqrt(a)", false],
    ["sqrt(1)", "1", true],
    ["0.1 + 0.2", "0.3", true],
    ["1e-3 * 1000", "1", true],
    ["1e25 + 1 - 1e25", "1", true],
    ["-(-a)", "+a", true],
    ["-a^2", "a^2", false],
    ["exp(x) * exp(x)", "exp(x)^2", true],
    ["exp(x + 1)", "exp(1 + x)", true],
    ["exp(x)", "exp(2 * x)", false],
    ["exp(x)^2", "x", false],
    ["2e24 * x", "2000 * 1e21 * x", true],
    ["2e24 * x", "2 * x", false],
    ["a^-2", "1 / a^2", true],
    ["f(a, b)", "f(b, a)", false],
    ["a - a", "0", true],
  ])("%s = %s: %s", (left, right, equal) => {
    expect(provesEqual(left, right)).toBe(equal);
  });

  it("refuses what it cannot be exact about", () => {
    expect(() => provesEqual("1 / (a - a)", "1")).toThrow(
      "provesEqual: '1 / (a - a) = 1' divides by 0; write it without.",
    );
    expect(() => provesEqual("a^0.3", "a")).toThrow(
      "provesEqual: '0.3' in 'a^0.3 = a' is not understood",
    );
    expect(() => provesEqual("a^101", "a")).toThrow("provesEqual: '101' in 'a^101 = a'");
    expect(() => provesEqual("a > b", "a")).toThrow("provesEqual: 'a > b' in");
    expect(() => provesEqual("[1, 2]", "a")).toThrow("provesEqual: '[1, 2]' in");
    expect(() => provesEqual("true", "a")).toThrow(
      "provesEqual: 'true' is no number that can be exact.",
    );
    expect(() => provesEqual("a +", "a")).toThrow("provesEqual: cannot read 'a +'");
    expect(() => provesEqual("a^b", "a")).toThrow("provesEqual");
  });
});
