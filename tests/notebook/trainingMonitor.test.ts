import { describe, expect, it } from "vitest";
import { trainingMonitor } from "../../lib/notebook";
import { liveCurveSvg } from "../../lib/notebook/liveCurve";
import { unpackArray, type Figure, type PackedArray, type PlotlyObject } from "../../lib/plot";
import { fakeKernel, type Sent } from "./fakeKernel";

const sent = fakeKernel();
const PLOTLY = "application/vnd.plotly.v1+json";
const SVG = "image/svg+xml";

const having = (mime: string): Sent[] => sent.filter((message) => mime in message.data);
const figure = (): Figure => having(PLOTLY)[0]!.data[PLOTLY] as Figure;

function train(
  steps: number,
  metrics: (step: number) => Record<string, number>,
  options: Parameters<typeof trainingMonitor>[1] = {},
  until = steps,
): void {
  let time = 0;
  const monitor = trainingMonitor("Training", { now: () => time, ...options });
  for (let step = 1; step <= until; step++) {
    time += 10;
    const remainingSeconds = (steps - step) / 100;
    monitor({ step, steps, metrics: metrics(step), stepsPerSecond: 100, remainingSeconds });
  }
  monitor.end();
}

describe("trainingMonitor", () => {
  it("draws bar and curve at most every 250 ms and ends with the interactive figure", () => {
    train(1000, (step) => ({ loss: 1 / step }));
    expect(having(SVG)).toHaveLength(40); // 10 s of training, four a second
    expect(having("text/html")).toHaveLength(41);
    expect(having(PLOTLY)).toHaveLength(1);
    const [first] = having(SVG);
    const last = sent[sent.length - 1]!;
    expect(last).toBe(having(PLOTLY)[0]);
    expect([last.update, last.transient]).toEqual([true, first!.transient]);
    expect(last.data).not.toHaveProperty([SVG]);
  });

  it("stores little, whatever the length of the run", () => {
    train(50_000, (step) => ({ loss: Math.random() + 1 / step, lr: 1e-3 }), { everyMs: 1e9 });
    const stored = [having("text/html").pop()!, ...having(PLOTLY)];
    expect(JSON.stringify(stored).length).toBeLessThan(40_000);
  });

  it("keeps the steps as they were counted, also of a resumed run", () => {
    let time = 0;
    const monitor = trainingMonitor("Training", { now: () => time++ });
    for (const step of [501, 502, 503]) {
      const speed = { stepsPerSecond: 1, remainingSeconds: 0 };
      monitor({ step, steps: 503, metrics: { loss: step }, ...speed });
    }
    expect(unpackArray(figure().data[0]!["x"] as unknown as PackedArray)).toEqual([501, 502, 503]);
    expect(unpackArray(figure().data[0]!["y"] as unknown as PackedArray)).toEqual([501, 502, 503]);
  });

  it("draws the metrics that are asked for, with the label and the axis asked for", () => {
    train(10, () => ({ loss: 1, lr: 2 }), { metrics: ["loss"], yLabel: "loss (nats)", yLog: true });
    const names = figure().data.map((trace) => trace["name"]);
    expect(new Set(names)).toEqual(new Set(["loss"]));
    const yaxis = figure().layout["yaxis"] as PlotlyObject;
    expect([yaxis["type"], (yaxis["title"] as PlotlyObject)["text"]]).toEqual([
      "log",
      "loss (nats)",
    ]);
  });

  it("leaves a gap where a step does not report a metric", () => {
    train(3, (step): Record<string, number> =>
      step === 2 ? { loss: 1, validation: 5 } : { loss: 1 },
    );
    const raw = figure().data.find((trace) => trace["name"] === "validation")!;
    expect(unpackArray(raw["y"] as unknown as PackedArray)).toEqual([NaN, 5, NaN]);
  });

  it("shows the figure of a run that was stopped", () => {
    train(100, () => ({ loss: 1 }), {}, 30);
    expect(having(PLOTLY)).toHaveLength(1);
    expect(having("text/html").pop()!.data["text/plain"]).toContain("30 / 100");
  });

  it("shows the bar alone when there is nothing to draw", () => {
    train(5, () => ({ loss: NaN }));
    expect(having(PLOTLY)).toEqual([]);
    expect(having(SVG)).toEqual([]);
    expect(having("text/html").length).toBeGreaterThan(0);
  });
});

describe("liveCurveSvg", () => {
  const draw = (values: number[], yLog = false): string =>
    liveCurveSvg({ title: "a < b", series: [{ name: "loss", values }], from: 1, to: 9, yLog });
  const points = (svg: string): string =>
    /<path d="([^"]*)" fill="none" stroke="#0072b2"/.exec(svg)![1]!;

  it("puts the greatest value at the top and the least at the bottom", () => {
    expect(points(draw([2, 1]))).toBe("M70.0,40.0L620.0,230.0");
  });

  it("breaks the line where a value is missing", () => {
    expect(points(draw([2, NaN, 1]))).toBe("M70.0,40.0M620.0,230.0");
  });

  it("is logarithmic when asked to be", () => {
    expect(points(draw([100, 10, 1], true))).toBe("M70.0,40.0L345.0,135.0L620.0,230.0");
  });

  it("is well-formed whatever the title, with the range of values and steps", () => {
    const svg = draw([0.5, 0.25]);
    expect(svg).toContain("a &lt; b");
    for (const text of [">0.5<", ">0.25<", ">step 1<", ">step 9<"]) expect(svg).toContain(text);
  });
});
