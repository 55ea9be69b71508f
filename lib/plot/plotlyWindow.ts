import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Canvas } from "@napi-rs/canvas";
import type { DOMWindow } from "jsdom";
import { chooseFamily, measurer } from "./fonts";
import { innerBox, outerBox, type Box, type MeasureText } from "./textBoxes";

/** What is used of plotly.js. */
export interface PlotlyLibrary {
  toImage(figure: object, options: object): Promise<string>;
  validate(data: unknown, layout: unknown): readonly { readonly msg: string }[] | undefined;
}

/** plotly.js in a window without a screen. */
export interface PlotlyWindow {
  readonly plotly: PlotlyLibrary;
  /** The font family that texts are set in; undefined on a machine without fonts. */
  readonly fontFamily: string | undefined;
}

function rectangle(box: Box | undefined): DOMRect {
  const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 0, bottom: 0 };
  const [width, height] = [right - left, bottom - top];
  return { x: left, y: top, left, top, right, bottom, width, height } as DOMRect;
}

/** Gives SVG elements the boxes of their texts, which jsdom has no layout for. */
function installTextLayout(window: DOMWindow, measure: MeasureText): void {
  const svg = window.SVGElement.prototype as unknown as {
    getBBox(this: Element): DOMRect;
    getComputedTextLength(this: Element): number;
    getBoundingClientRect(this: Element): DOMRect;
  };
  svg.getBBox = function () {
    return rectangle(innerBox(this, measure));
  };
  svg.getComputedTextLength = function () {
    return svg.getBBox.call(this).width;
  };
  svg.getBoundingClientRect = function () {
    return rectangle(outerBox(this, measure));
  };
}

/** Lets `canvas` elements draw, which heatmaps need, through a canvas outside of the window. */
function installCanvas(window: DOMWindow, create: (width: number, height: number) => Canvas): void {
  const canvases = new WeakMap<object, Canvas>();
  const backing = (element: HTMLCanvasElement): Canvas => {
    const known = canvases.get(element);
    if (known && known.width === element.width && known.height === element.height) return known;
    const canvas = create(element.width, element.height);
    canvases.set(element, canvas);
    return canvas;
  };
  const prototype = window.HTMLCanvasElement.prototype as unknown as {
    getContext(this: HTMLCanvasElement, kind: string): unknown;
    toDataURL(this: HTMLCanvasElement): string;
  };
  prototype.getContext = function (kind) {
    return kind === "2d" ? backing(this).getContext("2d") : null;
  };
  prototype.toDataURL = function () {
    return backing(this).toDataURL("image/png");
  };
}

/**
 * Loads plotly.js without a browser, in about a second; the packages are loaded here and not before.
 * @throws Error naming the package that is not installed
 */
export async function openPlotlyWindow(): Promise<PlotlyWindow> {
  const { JSDOM } = await import("jsdom");
  const { createCanvas, GlobalFonts } = await import("@napi-rs/canvas");
  const fontFamily = chooseFamily(GlobalFonts.families.map(({ family }) => family));
  const page = "<!doctype html><html><body></body></html>";
  const { window } = new JSDOM(page, { runScripts: "outside-only", pretendToBeVisual: true });
  // What plotly.js expects of a browser when it is loaded and jsdom has not; none of it is used here.
  Object.assign(window, { TextDecoder, TextEncoder });
  window.URL.createObjectURL = () => "blob:none";
  installCanvas(window, createCanvas);
  installTextLayout(window, measurer(createCanvas(1, 1).getContext("2d"), fontFamily));
  const source = createRequire(__filename).resolve("plotly.js-dist");
  window.eval(readFileSync(source, "utf8"));
  return { plotly: window["Plotly"] as PlotlyLibrary, fontFamily };
}
