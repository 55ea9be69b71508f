import { describe, expect, it } from "vitest";
import { preprocess, requireImages } from "../../../lib/metrics/inception/preprocess";

const pixels = (data: number[], shape: number[]) => ({ data: Float32Array.from(data), shape });

describe("preprocess", () => {
  it("maps black and white as each tool does", () => {
    const [black, white] = [pixels([-1], [1, 1, 1, 1]), pixels([1], [1, 1, 1, 1])];
    const first = (image: typeof black, resize: "torch-fidelity" | "pytorch-fid") =>
      preprocess(image, resize, true).data[0];
    expect(first(black, "torch-fidelity")).toBe(-1);
    expect(first(white, "torch-fidelity")).toBe(127 / 128);
    expect(first(black, "pytorch-fid")).toBe(-1);
    expect(first(white, "pytorch-fid")).toBe(1);
  });

  it("rounds to 8 bits where asked, halves up, and clips what rounding has taken beyond", () => {
    const at = (value: number, quantize: boolean) =>
      preprocess(pixels([value], [1, 1, 1, 1]), "torch-fidelity", quantize).data[0]!;
    expect(at(0, true)).toBe(0); // 127.5 → 128
    expect(at(0, false)).toBe(-0.5 / 128);
    expect(at(-0.005, true)).toBe(-1 / 128); // 126.86 → 127
    expect(at(1.000001, false)).toBe(127 / 128);
    expect(at(-1.000001, false)).toBe(-1);
  });

  it("makes grey three equal channels and keeps the order of three", () => {
    const grey = preprocess(pixels([0.2], [1, 1, 1, 1]), "pytorch-fid", false).data;
    expect(new Set(grey).size).toBe(1);
    const color = preprocess(pixels([-1, 0, 1], [1, 1, 1, 3]), "pytorch-fid", false).data;
    expect([...color.slice(-3)]).toEqual([-1, 0, 1]);
  });
});

describe("requireImages", () => {
  const check = (data: number[], shape: number[]) => () => requireImages("f", pixels(data, shape));

  it("takes one or three channels in [-1, 1]", () => {
    expect(check([-1, 1], [2, 1, 1, 1])).not.toThrow();
    expect(check([0, 0, 1.000001], [1, 1, 1, 3])).not.toThrow();
  });

  it.each([
    ["no batch", [0], [1, 1, 1], "f: images has shape [1, 1, 1]; expected [any, any, any, any]."],
    [
      "two channels",
      [0, 0],
      [1, 1, 1, 2],
      "f: images has 2 channels (shape [1, 1, 1, 2]); expected",
    ],
    ["no pictures", [], [0, 28, 28, 1], "f: images has shape [0, 28, 28, 1] and no pixels; pass"],
    [
      "another size",
      [0],
      [1, 2, 1, 1],
      "f: images has 1 values; its shape [1, 2, 1, 1] asks for 2.",
    ],
    ["bytes", [0, 0, 255], [3, 1, 1, 1], "f: image 2 holds 255; expected pixels in [-1, 1]. Clip"],
    ["NaN", [NaN], [1, 1, 1, 1], "f: image 0 holds NaN; expected pixels"],
    ["infinity", [-Infinity], [1, 1, 1, 1], "f: image 0 holds -Infinity; expected pixels"],
  ])("refuses %s", (_, data, shape, message) => {
    expect(check(data, shape)).toThrow(message);
  });
});
