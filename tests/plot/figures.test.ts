import { beforeAll, describe, expect, it } from "vitest";
import {
  animatedScatter,
  barChart,
  densityMap,
  heatmap,
  histogram,
  imageFigure,
  lineChart,
  lossCurve,
  scatterPlot,
  unpackArray,
  type PackedArray,
  type PlotlyObject,
} from "../../lib/plot";
import { isPacked } from "../../lib/plot/packing";
import { openPlotlyWindow, type PlotlyWindow } from "../../lib/plot/plotlyWindow";
import { examples } from "./examples";

const axes = { title: "t", xLabel: "x", yLabel: "y" };
/** plotly.js's validator knows lists of numbers only: packed arrays are unpacked for it. */
function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  if (!isPacked(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, unpacked(v)]));
  }
  const values = unpackArray(value);
  const [rows, columns] = value.shape?.split(", ").map(Number) ?? [];
  if (rows === undefined || columns === undefined) return values;
  return Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}

const numbers = (value: unknown): number[] => unpackArray(value as PackedArray);

describe("every figure", () => {
  let window: PlotlyWindow;
  beforeAll(async () => {
    window = await openPlotlyWindow();
  }, 60_000);

  it("draws error bars on the points of a line, in its colour", () => {
    const { data } = lineChart({
      ...axes,
      series: [line([1]), { name: "b", y: [1, 2], errors: [0.5, 0.25], color: "#123456" }],
    });
    expect(data[0]).not.toHaveProperty("error_y");
    expect(data[1]!["error_y"]).toMatchObject({ type: "data", visible: true, color: "#123456" });
  });

  it("is checked by a validator that finds mistakes", () => {
    const problems = window.plotly.validate([{ type: "scatter", y: [1], colour: "red" }], {});
    expect(problems!.map((problem) => problem.msg)).toEqual([
      "In data trace 0, key colour is not part of the schema",
    ]);
  });

  it.each(Object.keys(examples))("%s is accepted by plotly.js, every key of it", (name) => {
    const { data, layout } = JSON.parse(JSON.stringify(examples[name]!.figure));
    const problems = window.plotly.validate(unpacked(data), layout) ?? [];
    // The validator compares the arguments of buttons by identity, and so finds fault with any.
    const real = problems.filter((problem) => !/\.args\[\d\] /.test(problem.msg));
    expect(real.map((problem) => problem.msg)).toEqual([]);
  });

  it.each(Object.keys(examples))("%s holds packed arrays and no long list of numbers", (name) => {
    const text = JSON.stringify(examples[name]!.figure);
    expect(text).not.toMatch(/(-?[\d.e-]+,){10}/);
    expect(text).not.toMatch(/"0":/);
  });

  it.each(Object.keys(examples))("%s offers no button that uploads the figure", (name) => {
    expect(examples[name]!.figure.config).toEqual({ displaylogo: false, showSendToCloud: false });
  });
});

describe("data of figures", () => {
  it("keeps the ends of a log axis in the units of the data", () => {
    const { layout } = lineChart({ ...axes, yLog: true, yRange: [0.01, 100], series: [line([1])] });
    expect((layout["yaxis"] as PlotlyObject)["range"]).toEqual([-2, 2]);
  });

  it("shows a legend only when there is something to tell apart", () => {
    const legend = (count: number): unknown =>
      lineChart({ ...axes, series: Array.from({ length: count }, () => line([1])) }).layout[
        "showlegend"
      ];
    expect([legend(1), legend(2)]).toEqual([false, true]);
  });

  it("splits points into coordinates", () => {
    const { data } = scatterPlot({ ...axes, sets: [{ name: "a", points: [1, 2, 3, 4] }] });
    expect([numbers(data[0]!["x"]), numbers(data[0]!["y"])]).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it("gives a histogram the area 1 and counts both ends", () => {
    const { data } = histogram({
      title: "t",
      xLabel: "x",
      sets: [{ name: "a", values: [0, 0, 1, 4] }],
      bins: 4,
    });
    expect(numbers(data[0]!["x"])).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(numbers(data[0]!["y"])).toEqual([0.5, 0.25, 0, 0.25]);
  });

  it("counts values outside the range as part of the sample", () => {
    const { data } = histogram({
      title: "t",
      xLabel: "x",
      sets: [{ name: "a", values: [0.5, 0.5, -9, 9] }],
      bins: 1,
      range: [0, 1],
    });
    expect(numbers(data[0]!["y"])).toEqual([0.5]);
  });

  it("draws a histogram of one repeated value", () => {
    const { data } = histogram({
      title: "t",
      xLabel: "x",
      sets: [{ name: "a", values: [2, 2] }],
      bins: 1,
    });
    expect([numbers(data[0]!["x"]), numbers(data[0]!["y"])]).toEqual([[2], [1]]);
  });

  it("evaluates a density at the centres of its cells, x fastest, y from below", () => {
    const { data } = densityMap({
      ...axes,
      xRange: [0, 2],
      yRange: [10, 30],
      resolution: 2,
      density: (x, y) => x + y,
    });
    const { z, x0, dx, y0, dy } = data[0]!;
    expect(numbers(z)).toEqual([15.5, 16.5, 25.5, 26.5]);
    expect([x0, dx, y0, dy]).toEqual([0.5, 1, 15, 10]);
  });

  it("thins a long loss to 500 points whose mean is the mean of all", () => {
    const losses = { loss: Float64Array.from({ length: 10_000 }, (_, i) => i % 7) };
    const [raw] = lossCurve({ title: "t", yLabel: "y", losses }).data;
    const y = numbers(raw!["y"]);
    expect(y).toHaveLength(500);
    const mean = (values: ArrayLike<number>): number =>
      Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    expect(mean(y)).toBeCloseTo(mean(losses.loss), 5);
    expect(numbers(raw!["x"])[0]).toBeCloseTo(10.5);
  });
});

function line(y: number[]): { name: string; y: number[] } {
  return { name: "a", y };
}

describe("bad input", () => {
  const set = (points: number[]): { name: string; points: number[] }[] => [{ name: "a", points }];
  const cases: [string, () => unknown, string][] = [
    ["no title", () => lineChart({ ...axes, title: " ", series: [line([1])] }), 'title is " "'],
    [
      "no label",
      () => lineChart({ ...axes, yLabel: "", series: [line([1])] }),
      'yLabel is ""; pass',
    ],
    [
      "errors of another length",
      () => lineChart({ ...axes, series: [{ name: "a", y: [1, 2], errors: [1] }] }),
      'lineChart: "a".errors has 1 values and "a".y has 2',
    ],
    ["no series", () => lineChart({ ...axes, series: [] }), "lineChart: series is empty"],
    ["an empty series", () => lineChart({ ...axes, series: [line([])] }), '"a" is empty'],
    [
      "x and y of different length",
      () => lineChart({ ...axes, series: [{ name: "a", x: [1], y: [1, 2] }] }),
      'lineChart: "a".x has 1 values and "a".y has 2; pass as many',
    ],
    [
      "only NaN",
      () => lineChart({ ...axes, series: [line([NaN])] }),
      'none of the 1 values of "a" is finite',
    ],
    [
      "nothing positive on a log axis",
      () => lineChart({ ...axes, yLog: true, series: [line([0, -1])] }),
      "is finite and above 0; a log axis cannot show them",
    ],
    [
      "a range from 0 on a log axis",
      () => lineChart({ ...axes, yLog: true, yRange: [0, 1], series: [line([1])] }),
      "yRange starts at 0 on a log axis; pass a start above 0.",
    ],
    [
      "a range turned round",
      () => lineChart({ ...axes, xRange: [2, 1], series: [line([1])] }),
      "xRange=[2, 1]; expected two finite numbers, the lower first.",
    ],
    ["a tiny figure", () => lineChart({ ...axes, width: 5, series: [line([1])] }), "width=5"],
    ["no losses", () => lossCurve({ ...axes, losses: {} }), "lossCurve: losses is empty"],
    [
      "too few steps",
      () => lossCurve({ ...axes, losses: { a: [1, 2] }, steps: [1] }),
      "steps has 1 values and losses.a has 2",
    ],
    [
      "smoothing of 1",
      () => lossCurve({ ...axes, losses: { a: [1] }, smoothing: 1 }),
      "smoothing=1; expected",
    ],
    [
      "an odd number of coordinates",
      () => scatterPlot({ ...axes, sets: set([1, 2, 3]) }),
      '"a".points has 3 values, an odd number; pass x and y of each point in turn',
    ],
    [
      "a point that is not finite",
      () => scatterPlot({ ...axes, sets: set([1, NaN]) }),
      '"a".points[1] is NaN; every value must be finite',
    ],
    [
      "no bins",
      () => histogram({ ...axes, sets: [{ name: "a", values: [1] }], bins: 0 }),
      "histogram: bins=0 is not an integer from 1",
    ],
    [
      "a density that is not finite",
      () =>
        histogram({
          ...axes,
          sets: [{ name: "a", values: [0, 1] }],
          overlay: { name: "p", density: () => NaN },
        }),
      'the density "p" at its points[0] is NaN',
    ],
    [
      "a matrix that is not full",
      () => heatmap({ ...axes, values: [1, 2, 3], rows: 2, columns: 2, colorLabel: "c" }),
      "values has 3 values and rows x columns has 4",
    ],
    [
      "a density map with a pole",
      () => densityMap({ ...axes, xRange: [0, 1], yRange: [0, 1], density: () => Infinity }),
      "the density on the grid[0] is Infinity",
    ],
    [
      "bars without a value",
      () => barChart({ ...axes, categories: ["a", "b"], series: [{ name: "s", values: [1] }] }),
      'categories has 2 values and "s".values has 1',
    ],
    [
      "bytes that are no PNG",
      () => imageFigure({ title: "t", png: new Uint8Array(30) }),
      "30 bytes that do not begin as a PNG does",
    ],
    [
      "more labels than frames",
      () =>
        animatedScatter({
          ...axes,
          frames: [
            [0, 0],
            [1, 1],
          ],
          labels: ["a"],
        }),
      "animatedScatter: frames has 2 values and labels has 1",
    ],
    [
      "one frame",
      () => animatedScatter({ ...axes, frames: [[0, 0]], labels: ["a"] }),
      "the number of frames=1 is not an integer from 2",
    ],
    [
      "a first frame that is not there",
      () =>
        animatedScatter({
          ...axes,
          frames: [
            [0, 0],
            [1, 1],
          ],
          labels: ["a", "b"],
          active: 2,
        }),
      "active=2 is not an integer from 0 to 1",
    ],
  ];
  it.each(cases)("%s is refused with what to do", (_, call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
