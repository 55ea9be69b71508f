import { describe, expect, it } from "vitest";
import { legend } from "../../lib/plot/legend";
import { MARGIN } from "../../lib/plot/layout";
import { lineChart } from "../../lib/plot";

const top = (names: readonly string[], width?: number): number =>
  ((legend(names, width)["margin"] ?? MARGIN) as { t: number }).t;

describe("legend", () => {
  it("is there only when there is something to tell apart", () => {
    expect(legend(["one"])).toEqual({ showlegend: false });
    expect(legend(["one", "two"])).toMatchObject({ showlegend: true });
  });

  it("shows the symbols of small points in full size", () => {
    expect(legend(["one", "two"])).toMatchObject({ legend: { itemsizing: "constant" } });
  });

  it("leaves the drawing where it is while it fits into one line", () => {
    expect(top(["linear", "cosine", "sigmoid"])).toBe(MARGIN.t);
  });

  it("moves the drawing down for each further line", () => {
    const long = "a name of a series that is rather long, say 50 letters";
    const oneMore = top([long, long]) - MARGIN.t;
    expect(oneMore).toBeGreaterThan(12);
    expect(top([long, long, long]) - MARGIN.t).toBe(2 * oneMore);
  });

  it("takes fewer lines in a wider figure", () => {
    const names = ["one of six schedules", "two", "three", "four", "five", "six"];
    expect(top(names, 400)).toBeGreaterThan(top(names, 640));
    expect(top(names, 1200)).toBe(MARGIN.t);
  });

  it("is given a chart's names and width", () => {
    const series = [
      "one of six schedules",
      "another of them",
      "and a third one, which is longer",
      "four",
    ].map((name) => ({ name, y: [1, 2] }));
    const labels = { title: "t", xLabel: "x", yLabel: "y" };
    const { layout } = lineChart({ ...labels, series });
    expect(layout).toMatchObject({
      showlegend: true,
      margin: { t: top(series.map(({ name }) => name)) },
    });
    expect(lineChart({ ...labels, series, width: 1200 }).layout).toMatchObject({ margin: MARGIN });
  });
});
