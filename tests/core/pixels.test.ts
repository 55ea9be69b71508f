import { describe, expect, it } from "vitest";
import { requirePixels } from "../../lib/core";
import { nd } from "../contracts/chains";

describe("requirePixels", () => {
  it("lets numbers from -1 to 1 pass, and what rounding makes of the ends", () => {
    requirePixels("f", "x", nd([5], [-1, 0.5, 1, 1 + 5e-7, -1 - 5e-7]));
    requirePixels("f", "x", nd([0, 2, 2, 1]));
    const bytes = Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);
    requirePixels("f", "x", nd([256], bytes));
  });

  it("lets numbers up to a limit pass, where there is one", () => {
    requirePixels("f", "x", nd([2], [1.25, -1.25]), 1.25);
    expect(() => requirePixels("f", "x", nd([2], [1, 1.5]), 1.25)).toThrow("f: x[1]=1.5");
  });

  it.each([255, -1.25, 1 + 2 ** -18, NaN, Infinity, -Infinity])(
    "says where a value of %d is, and what to do",
    (value) => {
      const data = new Float32Array(48);
      data[43] = value;
      expect(() => requirePixels("f", "x", { data, shape: [2, 3, 4, 2] })).toThrow(
        new RangeError(
          `f: x[1, 2, 1, 1]=${value}; expected numbers from -1 to 1: divide bytes by 127.5 and subtract 1.`,
        ),
      );
    },
  );
});
