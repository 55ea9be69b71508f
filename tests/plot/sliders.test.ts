import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { imageSlider, type Figure, type PlotlyObject } from "../../lib/plot";
import { examples } from "./examples";

type Objects = readonly PlotlyObject[];

/** The brightness of the middle of a frame's picture. */
function middle(frame: PlotlyObject): number {
  const source = (frame["data"] as Objects)[0]!["source"] as string;
  const png = PNG.sync.read(Buffer.from(source.split(",")[1]!, "base64"));
  return png.data[4 * (3 * png.width + 3)]!;
}

function slider(figure: Figure): PlotlyObject {
  return (figure.layout["sliders"] as Objects)[0]!;
}

/** Noise with all 256 levels, the worst case for a PNG. */
function noise(count: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

const digits = { count: 16, height: 28, width: 28, channels: 1 } as const;

describe.each(["imageSlider", "animatedScatter"])("%s", (name) => {
  const { figure } = examples[name]!;

  it("has a step for every frame, which calls it by its name", () => {
    const steps = slider(figure)["steps"] as Objects;
    const called = steps.map((step) => ((step["args"] as unknown[])[0] as string[])[0]);
    expect(called).toEqual(figure.frames!.map((frame) => frame["name"]));
  });

  it("starts with the last frame, and the slider stands there", () => {
    const last = figure.frames!.length - 1;
    expect(slider(figure)["active"]).toBe(last);
    const [shown] = (figure.frames![last]!["data"] as Objects)!;
    expect(figure.data[0]).toMatchObject(shown!);
  });

  it("plays all frames in order", () => {
    const [menu] = figure.layout["updatemenus"] as Objects;
    const [play] = menu!["buttons"] as Objects;
    const [names] = play!["args"] as [string[]];
    expect(names).toEqual(figure.frames!.map((frame) => frame["name"]));
  });
});

describe("imageSlider", () => {
  it("draws each frame's own pictures", () => {
    const figure = examples["imageSlider"]!.figure;
    expect(figure.frames!.slice(1).map(middle)).toEqual([0, 102]);
  });

  it("shows the chosen frame first", () => {
    const frames = [new Float32Array(12_544), new Float32Array(12_544).fill(1)];
    const figure = imageSlider({ title: "t", frames, labels: ["a", "b"], ...digits, active: 0 });
    expect(figure.data[0]!["source"]).toBe((figure.frames![0]!["data"] as Objects)[0]!["source"]);
  });

  it("keeps 101 steps of 16 digits under 2 MB even when all are noise", () => {
    const frames = Array.from({ length: 101 }, () => noise(16 * 28 * 28));
    const labels = frames.map((_, i) => `t = ${100 - i}`);
    const figure = imageSlider({ title: "t", frames, labels, ...digits });
    expect(figure.frames).toHaveLength(101);
    const bytes = JSON.stringify(figure).length;
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThan(2_000_000);
  });

  it("refuses a figure that a notebook cannot carry", () => {
    const images = noise(64 * 28 * 28);
    const frames = Array.from({ length: 60 }, () => images);
    const labels = frames.map((_, i) => `${i}`);
    expect(() => imageSlider({ title: "t", frames, labels, ...digits, count: 64 })).toThrow(
      /60 frames take \d\.\d MB, more than the 2.5 MB a notebook can carry; pass fewer frames/,
    );
  });

  it("refuses a frame of another size", () => {
    const frames = [new Uint8Array(12_544), new Uint8Array(10)];
    expect(() => imageSlider({ title: "t", frames, labels: ["a", "b"], ...digits })).toThrow(
      "imageGrid: 10 values for 16 pictures of 28 x 28 x 1; expected 12544.",
    );
  });
});
