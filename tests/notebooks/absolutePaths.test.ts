import { describe, expect, it } from "vitest";
import { absolutePathIn, withoutFolder } from "../../scripts/notebooks/absolutePaths";
import { type NotebookOutput, PLOTLY } from "../../scripts/notebooks/notebook";
import { printed } from "./fixtures";

function displayed(mime: string, content: unknown): NotebookOutput {
  return { output_type: "display_data", data: { [mime]: content }, metadata: {} };
}

describe("absolutePathIn", () => {
  it.each([
    ["at f (/home/ann/course/lib/a.ts:3:5)", "/home/ann/course/lib/a.ts"],
    ["/usr/lib/node", "/usr/lib/node"],
    ["file:///Users/ann/a.txt is missing", "file:///Users/ann/a.txt"],
    ["cannot open C:\\Users\\ann\\a.txt", "C:\\Users\\ann\\a.txt"],
    ["path=/var/tmp/x", "/var/tmp/x"],
  ])("finds the path in %j", (text, path) => {
    expect(absolutePathIn(printed(text))).toBe(path);
  });

  it.each([
    "1/2 and/or a/b/c",
    "https://arxiv.org/abs/2006.11239 and http://a.b/c/d",
    "<div>1</div><br/>",
    "at f (lib/nn/linear.ts:3:5)",
    "loss / dimension / step, ratio: 3",
    "image/png, ./here/there, ~/notes/a",
  ])("finds none in %j", (text) => {
    expect(absolutePathIn(printed(text))).toBeUndefined();
  });

  it("looks into errors, lines and figures, not into packed numbers and pictures", () => {
    const path = "/home/ann/x";
    expect(absolutePathIn({ output_type: "error", traceback: ["Error", ` at (${path})`] })).toBe(
      path,
    );
    expect(absolutePathIn(displayed("text/html", ["<p>\n", path]))).toBe(path);
    const title = (text: string): unknown => ({ data: [], layout: { title: { text } } });
    expect(absolutePathIn(displayed(PLOTLY, title(path)))).toBe(path);
    expect(absolutePathIn(displayed("image/png", path))).toBeUndefined();
    expect(absolutePathIn(displayed(PLOTLY, { data: [{ y: { bdata: path } }] }))).toBeUndefined();
    const inline = '<img src="data:image/png;base64,/abc/def/ghi="/>';
    expect(absolutePathIn(displayed("text/html", inline))).toBeUndefined();
  });
});

describe("withoutFolder", () => {
  it("makes paths below a folder relative to it, wherever they stand", () => {
    const output = displayed("text/html", ["in /a/b/lib/x.ts\n", "of /a/b"]);
    expect(withoutFolder(output, "/a/b")).toEqual(
      displayed("text/html", ["in lib/x.ts\n", "of ."]),
    );
    expect(withoutFolder(printed("C:\\course\\lib\\x.ts"), "C:\\course").text).toBe("lib\\x.ts");
  });
});
