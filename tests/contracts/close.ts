import { expect } from "vitest";

export interface Tolerance {
  /** Share of the expected value. */
  readonly relative?: number;
  /** Added to it, for values near 0. */
  readonly absolute?: number;
}

/** Fails with the worst entry when an actual value is further from the expected one than the tolerance. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 0, absolute = 0 }: Tolerance,
  what = "values",
): void {
  expect(actual.length, `number of ${what}`).toBe(expected.length);
  let worst = { excess: 0, at: -1 };
  for (let i = 0; i < expected.length; i++) {
    const allowed = relative * Math.abs(expected[i]!) + absolute;
    const excess = Math.abs(actual[i]! - expected[i]!) / allowed;
    if (!(excess <= 1) && !(excess <= worst.excess) && actual[i] !== expected[i]) {
      worst = { excess, at: i };
    }
  }
  if (worst.at < 0) return;
  const { at, excess } = worst;
  expect.fail(
    `${what}[${at}] is ${actual[at]}, expected ${expected[at]}: ${excess} times the tolerance ` +
      `(${relative} relative + ${absolute})`,
  );
}
