import { describe, expect, it } from "vitest";
import { scheduleBetas } from "../../../lib/diffusion";
import { timeGrid } from "../../../lib/diffusion/ode/timeGrid";
import { alphaBars, logSnr } from "../../../lib/math";
import { expectClose } from "../../contracts/close";

const betas = scheduleBetas("linear", 1000);
const bars = alphaBars(betas);

describe("timeGrid", () => {
  it("goes from the first timestep to the last, evenly in log-SNR where there is signal, in longer steps later", () => {
    const nodes = timeGrid("grid", bars, 41);
    expect([nodes[0]!.t, nodes.at(-1)!.t]).toEqual([0, 999]);
    const gaps = nodes.slice(1).map(({ u }, i) => ({ u, gap: u - nodes[i]!.u }));
    const early = gaps.filter(({ u }) => u > -3 && u < -1).map(({ gap }) => gap);
    expect(Math.max(...early)).toBeLessThan(1.6 * Math.min(...early));
    const late = gaps.filter(({ u }) => u > 3).map(({ gap }) => gap);
    const ratio = Math.exp(4 / 4); // (1 + σ)^(1/4) at u = 4 against u near -∞
    expect(late.reduce((x, y) => x + y) / late.length / early[0]!).toBeGreaterThan(0.7 * ratio);
    expect(late.reduce((x, y) => x + y) / late.length / early[0]!).toBeLessThan(1.4 * ratio);
  });

  it("has u = -½ log-SNR, and both parts of x_t", () => {
    const logs = logSnr(betas);
    for (const { t, u, signal, noise } of timeGrid("grid", bars, 7)) {
      expectClose([u, signal ** 2, noise ** 2], [-logs[t]! / 2, bars[t]!, 1 - bars[t]!], {
        relative: 1e-9,
      });
    }
  });

  it("takes every timestep when asked for all, and the two ends when asked for 2", () => {
    expect(timeGrid("grid", bars, 1000).map(({ t }) => t)).toEqual([...bars.keys()]);
    expect(timeGrid("grid", bars, 2).map(({ t }) => t)).toEqual([0, 999]);
  });

  it("never visits a timestep twice, whatever the number and the schedule", () => {
    for (const schedule of ["linear", "cosine", "sigmoid"] as const) {
      const few = alphaBars(scheduleBetas(schedule, 60));
      for (let count = 2; count <= 60; count++) {
        const t = timeGrid("grid", few, count).map((node) => node.t);
        expect(new Set(t).size).toBe(count);
        expect([...t].sort((a, b) => a - b)).toEqual(t);
        expect([t[0], t.at(-1)]).toEqual([0, 59]);
      }
    }
  });

  it("says what is wrong with a process or a number", () => {
    expect(() => timeGrid("grid", bars, 1001)).toThrow("grid: number of timesteps visited=1001");
    expect(() => timeGrid("grid", bars, 1)).toThrow("grid: number of timesteps visited=1");
    expect(() => timeGrid("grid", Float64Array.of(0.9, 0.5), 2)).toThrow(
      "T (length of alphaBars)=2",
    );
    expect(() => timeGrid("grid", Float64Array.of(0.9, 0.5, 0), 2)).toThrow(
      "alphaBars[2]=0; they must fall, between 0 and 1 without the ends",
    );
    expect(() => timeGrid("grid", Float64Array.of(1, 0.5, 0.2), 2)).toThrow("alphaBars[0]=1;");
    expect(() => timeGrid("grid", Float64Array.of(0.9, 0.9, 0.2), 2)).toThrow("alphaBars[1]=0.9;");
    expect(() => timeGrid("grid", Float64Array.of(0.9, NaN, 0.2), 2)).toThrow("alphaBars[1]=NaN");
  });
});
