import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import {
  contentOf,
  decodePng,
  differingShare,
  type Pixels,
} from "../../scripts/notebooks/browser/pixels";

/** A white picture of 40 x 25 pixels, of which the first are given. */
function picture(...colours: readonly (readonly [number, number, number])[]): Pixels {
  const data = new Uint8Array(4 * 1000).fill(255);
  colours.forEach((colour, pixel) => data.set(colour, 4 * pixel));
  return { width: 40, height: 25, data };
}

describe("contentOf", () => {
  it("sees nothing in a blank picture", () => {
    expect(contentOf(picture())).toEqual({ colours: 1, drawn: 0 });
  });

  it("counts the colours that are seen, not specks, and what is drawn", () => {
    const [red, blue] = [[255, 0, 0] as const, [0, 0, 255] as const];
    expect(contentOf(picture(red, red, red, blue, blue)).colours).toBe(3);
    expect(contentOf(picture(red, red, red, blue)).colours).toBe(2);
    expect(contentOf(picture(red, red)).drawn).toBeCloseTo(0.002);
  });
});

describe("differingShare", () => {
  it("is the share of pixels that changed", () => {
    expect(differingShare(picture(), picture())).toBe(0);
    expect(differingShare(picture(), picture([0, 0, 0], [255, 255, 254]))).toBeCloseTo(0.002);
  });

  it("refuses pictures of different sizes", () => {
    const small = { width: 1, height: 1, data: new Uint8Array(4) };
    expect(() => differingShare(picture(), small)).toThrow(/40 x 25 and 1 x 1 pixels; take both/);
  });
});

it("decodes a PNG", () => {
  const png = new PNG({ width: 2, height: 1 });
  png.data.set([1, 2, 3, 255, 4, 5, 6, 255]);
  const pixels = decodePng(PNG.sync.write(png));
  expect([pixels.width, pixels.height, ...pixels.data]).toEqual([2, 1, 1, 2, 3, 255, 4, 5, 6, 255]);
});
