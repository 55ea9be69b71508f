/** Measures a line of text in pixels: width of `text` set in `size` pixels. */
export type MeasureText = (text: string, size: number, bold: boolean) => number;

/** A rectangle in pixels, y downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const LINE_HEIGHT = 1.3;
const ASCENT = 0.93;

function style(element: Element, name: "fontSize" | "fontWeight" | "textAnchor"): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const value = (at as SVGElement).style?.[name];
    if (value) return value;
  }
  return "";
}

/** The box of a `text` element about its own x and y: every line measured, alignment respected. */
function textBox(text: Element, measure: MeasureText): Box {
  const size = parseFloat(style(text, "fontSize")) || 12;
  const bold = /bold|[6-9]00/.test(style(text, "fontWeight"));
  const spans = Array.from(text.querySelectorAll("tspan.line"));
  const lines = (spans.length > 0 ? spans : [text]).map((line) => line.textContent ?? "");
  const width = Math.max(...lines.map((line) => measure(line, size, bold)));
  const anchor = text.getAttribute("text-anchor") ?? style(text, "textAnchor");
  const x = Number(text.getAttribute("x") ?? 0);
  const y = Number(text.getAttribute("y") ?? 0);
  const left = x - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const top = y - ASCENT * size;
  return { left, top, right: left + width, bottom: top + lines.length * LINE_HEIGHT * size };
}

/** The point (x, y) after one `translate`, `rotate` or `scale` of an SVG transform. */
function transformPoint(
  [x, y]: readonly [number, number],
  kind: string,
  values: readonly number[],
): [number, number] {
  const [a = 0, b, c] = values;
  if (kind === "translate") return [x + a, y + (b ?? 0)];
  if (kind === "scale") return [x * a, y * (b ?? a)];
  const [cx, cy] = [b ?? 0, c ?? 0];
  const cos = Math.cos((a * Math.PI) / 180);
  const sin = Math.sin((a * Math.PI) / 180);
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
}

/** A box after an SVG transform, again with sides along the axes. */
function transformBox(box: Box, transform: string): Box {
  const steps = Array.from(transform.matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)).reverse();
  let corners: [number, number][] = [
    [box.left, box.top],
    [box.right, box.top],
    [box.left, box.bottom],
    [box.right, box.bottom],
  ];
  for (const [, kind, list] of steps) {
    const values = list!.split(/[\s,]+/).map(Number);
    corners = corners.map((corner) => transformPoint(corner, kind!, values));
  }
  return union(corners.map(([x, y]) => ({ left: x, right: x, top: y, bottom: y })))!;
}

function union(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

/**
 * The box of all text in an SVG element, in the element's own coordinates; undefined where it holds
 * none. This is what a browser's layout would tell, and jsdom, which has no layout, does not.
 */
export function innerBox(element: Element, measure: MeasureText): Box | undefined {
  if (element.tagName === "text") return textBox(element, measure);
  const boxes = Array.from(element.children).map((child) => outerBox(child, measure));
  return union(boxes.filter((box): box is Box => box !== undefined));
}

/** As `innerBox`, after the element's own transform. */
export function outerBox(element: Element, measure: MeasureText): Box | undefined {
  const box = innerBox(element, measure);
  const transform = element.getAttribute("transform");
  return box && transform ? transformBox(box, transform) : box;
}
