import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { imageGrid } from "../../lib/plot";
import { encodePng, pngSize } from "../../lib/plot/png";

/** The pixels of a PNG, one letter-sized number per pixel of its red channel. */
function rows(png: Uint8Array, channel = 0): number[][] {
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[4 * (y * width + x) + channel]!),
  );
}

const grey = { count: 3, height: 1, width: 2, channels: 1 } as const;

describe("imageGrid", () => {
  it("lays grey pictures out row by row, with gaps around them", () => {
    const images = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(rows(imageGrid({ images, ...grey, columns: 2, gap: 1, background: 9 }))).toEqual([
      [9, 9, 9, 9, 9, 9, 9],
      [9, 1, 2, 9, 3, 4, 9],
      [9, 9, 9, 9, 9, 9, 9],
      [9, 5, 6, 9, 9, 9, 9],
      [9, 9, 9, 9, 9, 9, 9],
    ]);
  });

  it("enlarges every pixel to a square", () => {
    const images = Uint8Array.of(1, 2);
    const png = imageGrid({ images, count: 1, height: 1, width: 2, channels: 1, scale: 2, gap: 0 });
    expect(rows(png)).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2],
    ]);
  });

  it("keeps the three colours of a pixel together", () => {
    const images = Uint8Array.of(10, 20, 30, 40, 50, 60);
    const png = imageGrid({ images, count: 2, height: 1, width: 1, channels: 3, gap: 0 });
    expect([0, 1, 2].map((channel) => rows(png, channel))).toEqual([
      [[10, 40]],
      [[20, 50]],
      [[30, 60]],
    ]);
  });

  it("maps the range to black and white and draws what lies beyond as the end", () => {
    const images = Float32Array.of(-2, -1, 0, 1, 5, -0.5);
    const png = imageGrid({ images, ...grey, columns: 3, gap: 0, range: [-1, 1] });
    expect(rows(png)).toEqual([[0, 0, 128, 255, 255, 64]]);
  });

  it("takes floats from 0 to 1 and bytes from 0 to 255 when no range is given", () => {
    const floats = imageGrid({ images: Float32Array.of(0, 1), ...pair(), gap: 0 });
    const bytes = imageGrid({ images: Uint8Array.of(0, 255), ...pair(), gap: 0 });
    expect(rows(floats)).toEqual([[0, 255]]);
    expect(rows(bytes)).toEqual(rows(floats));
  });

  it("arranges pictures in a square when no number of columns is given", () => {
    const images = new Uint8Array(9);
    const png = imageGrid({ images, count: 9, height: 1, width: 1, channels: 1, gap: 0 });
    expect(pngSize(png)).toEqual({ width: 3, height: 3 });
  });

  const cases: [string, Partial<Parameters<typeof imageGrid>[0]>, string][] = [
    [
      "too few values",
      { images: new Uint8Array(5) },
      "imageGrid: 5 values for 3 pictures of 1 x 2 x 1",
    ],
    ["no picture", { count: 0 }, "count=0 is not an integer of at least 1"],
    ["two channels", { channels: 2 as 1 }, "channels=2; expected 1 (grey) or 3"],
    ["a NaN range", { range: [NaN, 1] }, "range=[NaN, 1]; expected two finite numbers"],
    [
      "an empty range",
      { range: [1, 1] },
      "range=[1, 1]; expected two finite numbers, the lower first",
    ],
    ["half a pixel", { scale: 1.5 }, "scale=1.5 is not an integer"],
    [
      "a NaN pixel",
      { images: Float32Array.of(0, 0, 0, NaN, 0, 0) },
      "picture 1 holds NaN (images[3]); every value must be finite",
    ],
  ];
  it.each(cases)("refuses %s", (_, change, message) => {
    const call = (): unknown => imageGrid({ images: new Uint8Array(6), ...grey, ...change });
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});

describe("encodePng", () => {
  it("refuses bytes that do not fill the picture", () => {
    const picture = { data: new Uint8Array(5), width: 2, height: 1, channels: 3 } as const;
    expect(() => encodePng(picture)).toThrow("5 bytes for 2 x 1 pixels of 3 channels; expected 6.");
  });

  it("stores grey pictures as grey, at a third of the size", () => {
    const data = Uint8Array.from({ length: 10_000 }, (_, i) => (i * i * 7919) % 251);
    const grey = encodePng({ data, width: 100, height: 100, channels: 1 });
    expect(grey.length).toBeLessThan(10_300);
  });
});

function pair(): { count: number; height: number; width: number; channels: 1 } {
  return { count: 2, height: 1, width: 1, channels: 1 };
}
