import { describe, expect, it } from "vitest";
import { customBetas } from "../../../lib/math";

describe("customBetas", () => {
  it("takes any numbers from 0 to 1, as a copy", () => {
    const given = [0, 0.5, 1];
    const betas = customBetas(given);
    given[0] = 0.9;
    expect(betas).toEqual(Float64Array.of(0, 0.5, 1));
  });

  it("refuses the others", () => {
    expect(() => customBetas([])).toThrow("customBetas: no betas; pass at least one.");
    expect(() => customBetas([0.1, NaN])).toThrow(
      "customBetas: betas[1]=NaN; expected a finite number from 0 to 1.",
    );
    expect(() => customBetas([-0.1])).toThrow("betas[0]=-0.1");
    expect(() => customBetas([1.1])).toThrow("betas[0]=1.1");
  });
});
