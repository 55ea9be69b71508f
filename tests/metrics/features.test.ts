import { describe, expect, it } from "vitest";
import { requireFeatures } from "../../lib/metrics";

const array = (data: number[], ...shape: number[]) => ({ data: Float32Array.from(data), shape });

describe("requireFeatures", () => {
  it("lets finite rows pass", () => {
    expect(() => requireFeatures("f", "x", array([1, 2, 3, 4], 2, 2), 2)).not.toThrow();
    expect(() => requireFeatures("f", "x", array([], 0, 2), 0)).not.toThrow();
  });

  it.each([
    [array([1, 2], 2), "f: x has shape [2]; expected [any, any]."],
    [array([1, 2], 1, 2), "f: 1 sample in x; expected at least 2."],
    [array([], 0, 2), "f: 0 samples in x; expected at least 2."],
    [array([], 2, 0), "f: x has no columns; pass features [n,D]."],
    [array([1, 2, 3], 2, 2), "f: x holds 3 numbers; its shape [2, 2] asks for 4."],
    [array([1, 2, 3, NaN], 2, 2), "f: x[1][1]=NaN; expected finite features."],
    [array([1, 2, -Infinity, 4], 2, 2), "f: x[1][0]=-Infinity; expected finite features."],
  ])("refuses %o", (features, message) => {
    expect(() => requireFeatures("f", "x", features, 2)).toThrow(message);
  });
});
