import { describe, expect, it } from "vitest";
import { table } from "../../lib/notebook";
import { formatDuration, formatNumber } from "../../lib/notebook/format";
import { fakeKernel, latest } from "./fakeKernel";

const sent = fakeKernel();

describe("table", () => {
  const rows = [
    { model: "VAE", bits: 1.234567, steps: 2000, note: null },
    { model: "<flow>", bits: -0.00001234, steps: 10, note: "exact" },
  ];

  it("lines the columns up in text", () => {
    table(rows, { title: "Models" });
    expect(latest(sent, "text/plain")).toBe(
      [
        "Models",
        "model   bits       steps  note",
        "VAE     1.235      2000",
        "<flow>  -1.234e-5  10     exact",
      ].join("\n"),
    );
  });

  it("is an HTML table in which nothing is read as HTML, numbers to the right", () => {
    table(rows, { title: "A & B", columns: ["bits", "model"] });
    const html = latest(sent, "text/html");
    expect(html).toContain("<b>A &amp; B</b>");
    expect(html).toContain(
      '<tr><td style="text-align: right">-1.234e-5</td><td style="text-align: left">&lt;flow&gt;</td></tr>',
    );
    expect(html).not.toContain("steps");
  });

  it("says which row lacks which column", () => {
    expect(() => table([{ a: 1 }, { b: 2 }], { title: "t" })).toThrow(
      'table: row 1 has no "a", only b; name every column in every row (null leaves a cell empty).',
    );
  });

  it("refuses to show nothing", () => {
    expect(() => table([], { title: "t" })).toThrow('table: "t" has 0 rows and 0 columns');
  });
});

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [60_000, "60000"],
    [-12.34567, "-12.35"],
    [0.001, "0.001"],
    [0.00012345, "1.234e-4"],
    [1e-10, "1e-10"],
    [1.2e10, "1.2e10"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("formatDuration", () => {
  it.each([
    [0.04, "0.0 s"],
    [9.94, "9.9 s"],
    [42.4, "42 s"],
    [59.6, "1 min 0 s"],
    [200, "3 min 20 s"],
    [3900, "1 h 5 min"],
    [Infinity, "unknown time"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
