import { describe, expect, it } from "vitest";
import { markdown, show, showImage } from "../../lib/notebook";
import { imageGrid, lineChart, packArray } from "../../lib/plot";
import { fakeKernel } from "./fakeKernel";

const sent = fakeKernel();
const PLOTLY = "application/vnd.plotly.v1+json";

describe("show", () => {
  it("sends a figure for JupyterLab and its title for other viewers", () => {
    const series = [{ name: "a", y: Float32Array.of(1, 2) }];
    show(lineChart({ title: "The title", xLabel: "x", yLabel: "y", series }));
    const [{ data }] = sent as unknown as [{ data: Record<string, unknown> }];
    expect(data["text/plain"]).toBe("[figure] The title");
    expect(data[PLOTLY]).toMatchObject({ data: [{ y: packArray(Float32Array.of(1, 2)) }] });
  });

  it("packs a figure written by hand and takes the upload button off it", () => {
    show({ data: [{ type: "scatter", y: Float64Array.of(1) }], layout: { title: "mine" } });
    expect(sent[0]!.data).toEqual({
      [PLOTLY]: {
        data: [{ type: "scatter", y: packArray(Float64Array.of(1)) }],
        layout: { title: "mine" },
        config: { displaylogo: false, showSendToCloud: false },
      },
      "text/plain": "[figure] mine",
    });
  });

  it("refuses what is not a figure", () => {
    expect(() => show({ data: [], layout: {} })).toThrow("show: that is not a figure with traces");
    expect(() => show(new Uint8Array(3) as never)).toThrow("showImage takes PNG bytes");
  });
});

describe("showImage", () => {
  const png = imageGrid({ images: new Uint8Array(4), count: 1, height: 2, width: 2, channels: 1 });

  it("sends the title and then the picture, with a text for who cannot see it", () => {
    showImage(png, { title: "Sixteen digits", alt: "a grid of digits", width: 300 });
    expect(sent.map((message) => message.data)).toEqual([
      { "text/markdown": "**Sixteen digits**", "text/plain": "**Sixteen digits**" },
      {
        "image/png": Buffer.from(png).toString("base64"),
        "text/plain": "[picture] a grid of digits",
      },
    ]);
    expect(sent[1]!.metadata).toEqual({ "image/png": { alt: "a grid of digits", width: 300 } });
  });

  it("refuses bytes that are no PNG, before anything is shown", () => {
    expect(() => showImage(Uint8Array.of(1, 2), { title: "t" })).toThrow(
      "2 bytes that do not begin as a PNG does; pass what encodePng or imageGrid returned.",
    );
    expect(() => showImage(png, { title: "t", width: 0 })).toThrow("showImage: width=0");
    expect(sent).toEqual([]);
  });
});

describe("markdown", () => {
  it("is sent as it is", () => {
    markdown("$x^2$");
    expect(sent[0]!.data).toEqual({ "text/markdown": "$x^2$", "text/plain": "$x^2$" });
  });
});
