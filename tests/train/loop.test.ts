import { describe, expect, it } from "vitest";
import { InterruptedError, runLoop, type ProgressEvent } from "../../lib/train";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps the processor busy without giving other tasks a turn, as a native call does. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe("runLoop", () => {
  it("runs every step in order and reports each with its figures", async () => {
    const events: ProgressEvent[] = [];
    const ran: number[] = [];
    const run = async (step: number) => {
      ran.push(step);
      await sleep(10);
      return { loss: step / 10 };
    };
    await runLoop({ start: 2, steps: 12, run, onProgress: (event) => events.push(event) });
    expect(ran).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(events.map(({ step }) => step)).toEqual(ran.map((step) => step + 1));
    expect(events[3]).toMatchObject({ step: 6, steps: 12, metrics: { loss: 0.5 } });
    for (const { step, stepsPerSecond, remainingSeconds } of events) {
      expect(stepsPerSecond).toBeGreaterThan(0);
      expect(stepsPerSecond).toBeLessThan(110);
      expect(remainingSeconds).toBeCloseTo((12 - step) / stepsPerSecond, 9);
    }
    expect(events.at(-1)!.remainingSeconds).toBe(0);
  });

  it("does nothing for no steps", async () => {
    await runLoop({ steps: 0, run: () => expect.fail("ran") });
    await runLoop({ start: 5, steps: 5, run: () => expect.fail("ran") });
  });

  it("stops within one step of a signal, though no step ever waits", async () => {
    const controller = new AbortController();
    let steps = 0;
    setTimeout(() => controller.abort(), 30);
    const run = async () => {
      steps++;
      block(20);
      return {};
    };
    const loop = runLoop({ steps: 1000, run, signal: controller.signal });
    await expect(loop).rejects.toThrow(InterruptedError);
    // The loop gives others a turn every 50 ms: the timer fires then at the latest.
    expect(steps).toBeLessThan(12);
    await expect(loop).rejects.toThrow(`interrupted after step ${steps} of 1000`);
  });

  it("runs no step when it is interrupted already, and finishes when the last step is done", async () => {
    const aborted = AbortSignal.abort();
    await expect(
      runLoop({ steps: 3, run: () => expect.fail("ran"), signal: aborted }),
    ).rejects.toThrow("interrupted after step 0 of 3");
    const controller = new AbortController();
    const run = async () => (controller.abort(), {});
    await runLoop({ steps: 1, run, signal: controller.signal });
  });

  it("passes on what a step throws", async () => {
    const run = () => Promise.reject(new Error("broken step"));
    await expect(runLoop({ steps: 3, run })).rejects.toThrow("broken step");
  });

  it.each([
    [{ steps: -1 }, "loop: steps=-1 is not an integer of at least 0"],
    [{ steps: 1.5 }, "loop: steps=1.5"],
    [{ steps: 5, start: 6 }, "loop: start=6 is not an integer from 0 to 5"],
  ])("refuses %j", async (counts, message) => {
    await expect(runLoop({ ...counts, run: async () => ({}) })).rejects.toThrow(message);
  });
});
