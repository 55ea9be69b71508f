import { describe, expect, it } from "vitest";
import {
  requireLength,
  requireNumbers,
  requirePositive,
  requireProbabilities,
} from "../../lib/math/requireNumbers";

describe("checks of arrays", () => {
  it("pass what is right", () => {
    expect(() => {
      requireNumbers("f", "x", [0, 1], 0, 1);
      requirePositive("f", "v", 5e-324);
      requireLength("f", "x", [1], 1);
      requireProbabilities("f", "p", [0.1, 0.2, 0.7]);
      requireProbabilities("f", "p", [0.5, 0.5 + 5e-10]);
    }).not.toThrow();
  });

  it("name what is wrong", () => {
    expect(() => requireNumbers("f", "x", [])).toThrow("f: no x; pass at least one.");
    expect(() => requireNumbers("f", "x", [0, 2], 0, 1)).toThrow(
      "f: x[1]=2; expected a finite number from 0 to 1.",
    );
    expect(() => requirePositive("f", "v", 0)).toThrow("f: v=0; expected a finite number above 0.");
    expect(() => requirePositive("f", "v", Infinity)).toThrow("f: v=Infinity");
    expect(() => requireLength("f", "x", [1], 2)).toThrow("f: x has length 1; expected 2.");
    expect(() => requireProbabilities("f", "p", [0.5, 0.6])).toThrow("f: p sum to 1.1;");
    expect(() => requireProbabilities("f", "p", [1.5, -0.5])).toThrow("f: p[0]=1.5");
  });
});
