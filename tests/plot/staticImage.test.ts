import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { barChart, imageFigure, imageGrid, lineChart, toPng, toSvg } from "../../lib/plot";
import { examples } from "./examples";

/** How many pixels of a PNG have a colour, each channel within 6 of it. */
function pixelsOf(png: Uint8Array, color: string): number {
  const { data } = PNG.sync.read(Buffer.from(png));
  const wanted = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (wanted.every((channel, c) => Math.abs(channel - data[i + c]!) <= 6)) count++;
  }
  return count;
}

/** Whether any pixel of the picture's outermost lines differs from white. */
function touchesEdge(png: Uint8Array): boolean {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  const white = (x: number, y: number): boolean =>
    [0, 1, 2].every((c) => data[4 * (y * width + x) + c] === 255);
  for (let x = 0; x < width; x++) if (!white(x, 0) || !white(x, height - 1)) return true;
  for (let y = 0; y < height; y++) if (!white(0, y) || !white(width - 1, y)) return true;
  return false;
}

const simple = lineChart({
  title: "Title of the chart",
  xLabel: "time (s)",
  yLabel: "height (m)",
  series: [{ name: "a", y: [1_000_000.5, 2_000_000.5, 3_000_000.5] }],
});

describe("toPng", () => {
  it.each(Object.keys(examples))(
    "draws %s: its colour is seen, nothing is cut off",
    async (name) => {
      const { figure, color } = examples[name]!;
      const png = await toPng(figure);
      expect(pixelsOf(png, color)).toBeGreaterThan(30);
      expect(touchesEdge(png)).toBe(false);
    },
  );

  it("makes room for long numbers and names beside the axes", async () => {
    const long = ["variational autoencoder with a long name", "another model with a long name"];
    const categories = [...long, ...long.map((name) => `${name} again`)];
    const figure = barChart({
      title: "Bars",
      xLabel: "model",
      yLabel: "height (m)",
      categories,
      series: [{ name: "a", values: categories.map((_, i) => 1 + i * 1e-6) }],
      yRange: [1 - 1e-6, 1 + 4e-6],
    });
    const png = await toPng(figure);
    expect(touchesEdge(png)).toBe(false);
    expect(pixelsOf(png, "#0072b2")).toBeGreaterThan(1000);
    const [, left, width] = /id="clip\w+xy"><rect x="(\d+)" y="64" width="(\d+)"/.exec(
      await toSvg(figure),
    )!;
    expect(Number(left)).toBeGreaterThan(80); // the margin alone is 70
    expect(640 - Number(left) - Number(width)).toBeGreaterThan(80); // the margin alone is 24
  });

  it("has the size of the figure, another when asked, and more pixels when scaled", async () => {
    const size = async (options = {}): Promise<number[]> => {
      const { width, height } = PNG.sync.read(Buffer.from(await toPng(simple, options)));
      return [width, height];
    };
    expect(await size()).toEqual([640, 400]);
    expect(await size({ width: 300, height: 200 })).toEqual([300, 200]);
    expect(await size({ scale: 2 })).toEqual([1280, 800]);
  });

  it("draws pictures pixel by pixel, without smoothing", async () => {
    const images = Uint8Array.of(10, 200, 30, 200, 10, 30);
    const grid = { count: 1, height: 1, width: 2, channels: 3, gap: 0 } as const;
    const png = await toPng(imageFigure({ title: "Two", png: imageGrid({ images, ...grid }) }));
    const half = (456 / 2) * (456 / 2); // of a picture twice as wide as high, 456 pixels wide
    expect(pixelsOf(png, "#0ac81e") / half).toBeCloseTo(1, 1);
    expect(pixelsOf(png, "#c80a1e") / half).toBeCloseTo(1, 1);
  });

  it("refuses a size or scale out of range", async () => {
    await expect(toPng(simple, { width: 0 })).rejects.toThrow("width=0; expected");
    await expect(toPng(simple, { scale: 0 })).rejects.toThrow("toPng: scale=0; expected");
  });
});

describe("toSvg", () => {
  it("holds the title and the labels as text", async () => {
    const svg = await toSvg(simple);
    for (const text of ["Title of the chart", "time (s)", "height (m)"])
      expect(svg).toContain(text);
  });
});
