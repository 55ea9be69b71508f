import { describe, expect, it } from "vitest";
import { preprocess } from "../../../lib/metrics/inception/preprocess";
import { resizeBilinear, type InceptionResize } from "../../../lib/metrics/inception/resize";
import { golden } from "../../contracts/golden";
import { hashedPictures } from "../../contracts/inception";

interface ResizeCase {
  readonly shape: [number, number, number, number];
  readonly resize: InceptionResize;
  /** Every so many-th number is kept. */
  readonly every: number;
  readonly values: number[];
  /** Sum over all numbers. */
  readonly squares: number;
}

const cases = golden<{ resizes: ResizeCase[] }>("inception").resizes;

describe("pictures for the network", () => {
  it.each(cases.map((each) => [`${each.shape.join(" x ")} by ${each.resize}`, each] as const))(
    "%s are the tool's own",
    (_, { shape, resize, every, values, squares }) => {
      const { data, shape: found } = preprocess(hashedPictures(shape), resize, true);
      expect(found).toEqual([shape[0], 299, 299, 3]);
      values.forEach((value, i) => {
        expect(Math.abs(data[i * every]! - value)).toBeLessThan(2e-6);
      });
      const sum = data.reduce((total, value) => total + value * value, 0);
      expect(Math.abs(sum / squares - 1)).toBeLessThan(1e-6);
    },
  );
});

describe("resizeBilinear", () => {
  const ramp = { data: Float32Array.of(0, 1), shape: [1, 1, 2, 1] };

  it("puts pixels' corners or centres on one another", () => {
    const widths = (resize: InceptionResize) => [
      ...resizeBilinear(ramp, 4, resize).data.slice(0, 4),
    ];
    expect(widths("torch-fidelity")).toEqual([0, 0.5, 1, 1]);
    expect(widths("pytorch-fid")).toEqual([0, 0.25, 0.75, 1]);
  });

  it.each(["torch-fidelity", "pytorch-fid"] as const)(
    "keeps constants and size, by %s",
    (resize) => {
      const same = hashedPictures([2, 5, 5, 3]);
      expect(resizeBilinear(same, 5, resize)).toEqual(same);
      const flat = { data: new Float32Array(7 * 3).fill(0.25), shape: [1, 7, 3, 1] };
      expect(resizeBilinear(flat, 11, resize).data.every((value) => value === 0.25)).toBe(true);
    },
  );

  it("refuses a side of 0", () => {
    expect(() => resizeBilinear(ramp, 0, "pytorch-fid")).toThrow("resizeBilinear: side=0");
  });
});
