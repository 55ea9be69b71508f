import { afterEach, beforeEach, vi } from "vitest";

/** Collects what is printed, instead of printing it, until vi.restoreAllMocks(). @returns what was said so far. */
export function startCollecting(): () => string {
  let said = "";
  const collect = (...args: unknown[]): void => void (said += `${args.join(" ")}\n`);
  vi.spyOn(console, "log").mockImplementation(collect);
  vi.spyOn(console, "error").mockImplementation(collect);
  return () => said;
}

/** The same for each test of a group. */
export function collectOutput(): () => string {
  let said = () => "";
  beforeEach(() => void (said = startCollecting()));
  afterEach(() => vi.restoreAllMocks());
  return () => said();
}
