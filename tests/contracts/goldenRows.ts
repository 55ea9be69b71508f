import { expect } from "vitest";
import { expectClose, type Tolerance } from "./close";

/** Rows [arguments..., value] of a golden table. */
export type GoldenRows = readonly (readonly number[])[];

/** Holds a function against a golden table. */
export function expectRows(
  f: (...args: number[]) => number,
  rows: GoldenRows,
  tolerance: Tolerance,
): void {
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const args = row.slice(0, -1);
    expectClose([f(...args)], row.slice(-1), tolerance, `f(${args.join(", ")})`);
  }
}
