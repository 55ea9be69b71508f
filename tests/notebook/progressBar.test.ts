import { afterEach, describe, expect, it, vi } from "vitest";
import { progressBar } from "../../lib/notebook";
import type { ProgressEvent } from "../../lib/train/progress";
import { fakeKernel, latest } from "./fakeKernel";

function at(step: number, steps = 100): ProgressEvent {
  const remainingSeconds = (steps - step) / 20;
  return { step, steps, metrics: { loss: 0.12345 }, stepsPerSecond: 20, remainingSeconds };
}

describe("progressBar", () => {
  const sent = fakeKernel();

  it("says steps, figures, speed and remaining time", () => {
    progressBar("Sampling <b>", { now: () => 0 })(at(40));
    expect(latest(sent, "text/plain")).toBe(
      "Sampling <b>: 40 / 100 · loss 0.1235 · 20 steps/s · 3.0 s left",
    );
    const html = latest(sent, "text/html");
    expect(html).toContain('<progress value="40" max="100"></progress>');
    expect(html).toContain("<b>Sampling &lt;b&gt;</b>");
  });

  it("draws at most every 250 ms, in one place, and always the last step", () => {
    let time = 0;
    const bar = progressBar("t", { now: () => time });
    for (let step = 1; step <= 100; step++) {
      bar(at(step));
      time += 50;
    }
    // every fifth step from the first: 20 drawings, and the end
    expect(sent).toHaveLength(21);
    expect(sent.map((message) => message.update)).toEqual([false, ...Array(20).fill(true)]);
    expect(new Set(sent.map((message) => message.transient.display_id)).size).toBe(1);
    expect(latest(sent, "text/plain")).toBe("t: 100 / 100 · loss 0.1235 · 20 steps/s · took 5.0 s");
  });

  it("says after how long a run was stopped, and ends only once", () => {
    let time = 0;
    const bar = progressBar("t", { now: () => time });
    bar(at(1));
    time = 60_000;
    bar.end();
    expect(latest(sent, "text/plain")).toContain("1 / 100");
    expect(latest(sent, "text/plain")).toContain("stopped after 1 min 0 s");
    bar.end();
    expect(sent).toHaveLength(2);
  });

  it("starts a bar of its own for a second run", () => {
    const bar = progressBar("t", { now: () => 0 });
    bar(at(100));
    bar(at(100));
    const ids = sent.map((message) => message.transient.display_id);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it("shows nothing when nothing ran", () => {
    progressBar("t").end();
    expect(sent).toEqual([]);
  });
});

describe("outside of a kernel", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("prints one line, at the end", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const bar = progressBar("t", { everyMs: 0 });
    for (let step = 1; step <= 3; step++) bar(at(step, 3));
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]![0]).toContain("t: 3 / 3");
  });
});
