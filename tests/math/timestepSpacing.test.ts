import { describe, expect, it } from "vitest";
import { evenTimesteps, timestepSpacing, type TimestepSpacing } from "../../lib/math";
import { golden } from "../contracts/golden";

type Row = [T: number, steps: number, offset: number, timesteps: number[]];
const tables = golden<Record<string, Row[]>>("timesteps");
const named: [string, TimestepSpacing][] = [
  ["leading", "leading"],
  ["leadingOne", "leading"],
  ["leading-all", "leading-all"],
  ["leadingAllOne", "leading-all"],
  ["trailing", "trailing"],
  ["linspace", "linspace"],
  ["fractional", "linspace"],
  ["stride", "stride"],
  ["from-minus-one", "from-minus-one"],
  ["quadratic", "quadratic"],
  ["quadraticOne", "quadratic"],
];

describe("timestepSpacing", () => {
  it.each(named)("gives what the code's own lines give: %s", (table, spacing) => {
    expect(tables[table]!.length).toBeGreaterThan(1);
    for (const [T, steps, offset, timesteps] of tables[table]!) {
      expect(timestepSpacing(T, steps, { spacing, offset }), `${T}, ${steps}`).toEqual(timesteps);
    }
  });

  it("gives the timesteps that are quoted for T = 1000, S = 10", () => {
    const ends = (spacing: TimestepSpacing, offset = 0) => {
      const all = timestepSpacing(1000, 10, { spacing, offset });
      return [all[0], all[1], all.at(-1)];
    };
    expect(ends("leading")).toEqual([0, 100, 900]);
    expect(ends("linspace")).toEqual([0, 111, 999]);
    expect(ends("trailing")).toEqual([99, 199, 999]);
    expect(ends("leading-all", 1)).toEqual([1, 101, 901]);
    expect(timestepSpacing(1000, 30, { spacing: "leading-all" }).length).toBe(31);
    expect(ends("quadratic")).toEqual([0, 9, 800]);
    expect(timestepSpacing(5, 2)).toEqual([0, 2]);
  });

  it("refuses what no code should run", () => {
    expect(() => timestepSpacing(10, 11)).toThrow(
      "timestepSpacing: steps=11, but the process has 10 trained steps; pass 1 <= steps <= 10.",
    );
    expect(() => timestepSpacing(10, 0)).toThrow("steps=0");
    expect(() => timestepSpacing(10, NaN)).toThrow("steps=NaN");
    expect(() => timestepSpacing(0, 1)).toThrow("timestepSpacing: T=0");
    expect(() => timestepSpacing(10, 10, { offset: 1 })).toThrow(
      "timestepSpacing: timestep 10 (offset 1) is not one of 0, ..., 9",
    );
    expect(() => timestepSpacing(10, 10, { offset: -1 })).toThrow("timestep -1 (offset -1)");
    expect(() => timestepSpacing(10, 10, { offset: 0.5 })).toThrow("offset=0.5");
    expect(() => timestepSpacing(1000, 999, { spacing: "stride" })).toThrow(
      "timestepSpacing: no integer stride takes exactly 999 of 1000 timesteps",
    );
    const unknown = "random" as TimestepSpacing;
    expect(() => timestepSpacing(10, 5, { spacing: unknown })).toThrow(
      "timestepSpacing: no spacing 'random'; pass one of leading, leading-all, trailing",
    );
  });
});

describe("evenTimesteps", () => {
  it.each([
    [1000, 2, [0, 999]],
    [10, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [10, 4, [0, 3, 6, 9]],
    [10, 1, [9]],
    [1, 1, [0]],
  ])("of %i, %i", (T, steps, expected) => {
    expect(evenTimesteps(T, steps)).toEqual(expected);
  });

  it("rises strictly, with both ends and gaps that differ by at most one, for every count", () => {
    for (let steps = 2; steps <= 300; steps++) {
      const kept = evenTimesteps(300, steps);
      expect([kept.length, kept[0], kept.at(-1)]).toEqual([steps, 0, 299]);
      const gaps = kept.slice(1).map((t, i) => t - kept[i]!);
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }
  });

  it.each([0, -3, 1001, 2.5, NaN])("refuses %d of 1000 steps", (steps) => {
    expect(() => evenTimesteps(1000, steps)).toThrow(
      `evenTimesteps: steps=${steps}, but the process has 1000 trained steps; pass 1 <= steps <= 1000.`,
    );
  });
});
