import { describe, expect, it } from "vitest";
import { requireInteger, requireNumber, requireShape } from "../../lib/core";

describe("requireInteger", () => {
  it("lets integers in range pass", () => {
    for (const value of [-3, 0, 7, Number.MAX_SAFE_INTEGER]) requireInteger("f", "n", value);
    requireInteger("f", "n", 2, 2, 2);
  });

  it.each([
    [1.5, [], "f: n=1.5 is not an integer; pass one."],
    [NaN, [], "f: n=NaN is not an integer; pass one."],
    [Infinity, [], "f: n=Infinity is not an integer; pass one."],
    [-1, [0], "f: n=-1 is not an integer of at least 0; pass one."],
    [9, [0, 8], "f: n=9 is not an integer from 0 to 8; pass one."],
  ] as const)("refuses %d within %j", (value, range, message) => {
    expect(() => requireInteger("f", "n", value, ...(range as readonly number[]))).toThrow(
      new RangeError(message),
    );
  });
});

describe("requireNumber", () => {
  it("lets finite numbers in range pass", () => {
    requireNumber("f", "x", -1e300);
    requireNumber("f", "x", 0, 0, 1);
  });

  it.each([
    [NaN, [], "f: x=NaN; expected a finite number."],
    [Infinity, [0], "f: x=Infinity; expected a finite number of at least 0."],
    [-0.1, [0], "f: x=-0.1; expected a finite number of at least 0."],
    [1.1, [0, 1], "f: x=1.1; expected a finite number from 0 to 1."],
  ] as const)("refuses %d within %j", (value, range, message) => {
    expect(() => requireNumber("f", "x", value, ...(range as readonly number[]))).toThrow(
      new RangeError(message),
    );
  });
});

describe("requireShape", () => {
  it("takes -1 for any size", () => {
    requireShape("f", "x", [5, 3], [-1, 3]);
    requireShape("f", "x", [], []);
  });

  it.each([[[5, 4]], [[5]], [[5, 3, 1]]])("refuses %j for [any, 3]", (shape) => {
    expect(() => requireShape("f", "x", shape, [-1, 3])).toThrow(
      new RangeError(`f: x has shape [${shape.join(", ")}]; expected [any, 3].`),
    );
  });
});
