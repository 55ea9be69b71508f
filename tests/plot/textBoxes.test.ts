import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { chooseFamily, measurer } from "../../lib/plot/fonts";
import { innerBox, outerBox } from "../../lib/plot/textBoxes";

/** Every letter half as wide as the font is high. */
const measure = (text: string, size: number): number => (text.length * size) / 2;

function element(svg: string): Element {
  const { window } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${svg}</svg>`);
  return window.document.querySelector("svg")!.firstElementChild!;
}

describe("innerBox", () => {
  it("measures a line about its point, in the font size of its parents", () => {
    const box = innerBox(
      element('<text x="100" y="50" style="font-size: 20px">abcd</text>'),
      measure,
    )!;
    expect([box.left, box.right]).toEqual([100, 140]);
    expect(box.top).toBeLessThan(35);
    expect(box.bottom).toBeGreaterThan(50);
  });

  it.each([
    ["start", 100],
    ["middle", 80],
    ["end", 60],
  ])("respects text-anchor %s", (anchor, left) => {
    const svg = `<text x="100" text-anchor="${anchor}" style="font-size: 20px">abcd</text>`;
    expect(innerBox(element(svg), measure)!.left).toBe(left);
  });

  it("is as wide as the longest line and as high as all", () => {
    const lines = '<tspan class="line">ab</tspan><tspan class="line">abcdef</tspan>';
    const one = innerBox(element("<text>ab</text>"), measure)!;
    const two = innerBox(element(`<text>${lines}</text>`), measure)!;
    expect(two.right - two.left).toBe(36);
    expect(two.bottom - two.top).toBeCloseTo(2 * (one.bottom - one.top));
  });

  it("holds all texts of a group, each where its transform puts it", () => {
    const svg =
      '<g><text transform="translate(10,5)">ab</text>' +
      '<g transform="translate(100,0)"><text transform="translate(20)">ab</text></g></g>';
    const box = innerBox(element(svg), measure)!;
    expect([box.left, box.right]).toEqual([10, 132]);
  });

  it("is nothing where there is no text", () => {
    expect(innerBox(element('<g><path d="M0,0"/></g>'), measure)).toBeUndefined();
  });
});

describe("outerBox", () => {
  it("turns a text on its side", () => {
    const text = '<text transform="rotate(-90,0,0)" style="font-size: 20px">abcd</text>';
    const box = outerBox(element(text), measure)!;
    expect(box.top).toBeCloseTo(-40);
    expect(box.bottom).toBeCloseTo(0);
  });
});

describe("fonts", () => {
  it("are the preferred family that is installed, else any, else none", () => {
    expect(chooseFamily(["Comic", "Liberation Sans", "Arial"])).toBe("Liberation Sans");
    expect(chooseFamily(["Comic"])).toBe("Comic");
    expect(chooseFamily([])).toBeUndefined();
  });

  it("are measured in size and weight, and estimated where there are none", () => {
    const context = { font: "", measureText: (text: string) => ({ width: text.length }) };
    expect(measurer(context, "Arial")("abc", 12, true)).toBe(3);
    expect(context.font).toBe('bold 12px "Arial"');
    expect(measurer(context, undefined)("abcdefghij", 10, false)).toBeCloseTo(58);
  });
});
