import { beforeEach, describe, expect, it } from "vitest";
import { expectClose } from "../../contracts/close";
import { runNode } from "../../contracts/child";
import { webgpuEnv, webgpuOnly } from "../../contracts/webgpu";
import { nativeOnly } from "../../contracts/native";
import { operations, type OperationCase } from "./cases";
import type { Reference } from "./directions";
import type { Outcome, Result } from "./evaluate";

/**
 * Every operation with its first and second gradients on every back end, a process for each, beside evaluations in
 * float64; see reference.ts.
 */

async function jsonOf<T>(program: string, env: Record<string, string>): Promise<Map<string, T>> {
  const { code, stdout, stderr } = await runNode(
    `require("./tests/core/gradients/${program}")`,
    env,
  );
  expect(code, stderr).toBe(0);
  const list = JSON.parse(stdout.split("\n").at(-2)!) as (T & { name: string })[];
  return new Map(list.map((entry) => [entry.name, entry]));
}

/** Runs a program at the first call only. */
function once<T>(program: string, env: () => Record<string, string>) {
  let running: Promise<Map<string, T>> | undefined;
  return () => (running ??= jsonOf<T>(program, env()));
}

const references = once<Reference>("reference", () => ({}));

/** Share of the largest value that float32 may lose. */
const TOLERANCE = { values: 1e-5, first: 2e-4, second: 1e-3 };
type Quantity = keyof typeof TOLERANCE;

function expectResult(result: Result, expected: readonly number[], what: Quantity): void {
  if ("error" in result) expect.fail(`${what}: ${result.error}`);
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0.1);
  expectClose(result, expected, { absolute: TOLERANCE[what] * scale }, what);
}

function expectError(result: Result, message: RegExp): void {
  expect("error" in result ? result.error : "no error").toMatch(message);
}

function check(operation: OperationCase, outcome: Outcome, reference: Reference, missing?: RegExp) {
  if (missing) return expectError(outcome.values, missing);
  expectResult(outcome.values, reference.values, "values");
  if (reference.first.length === 0) return;
  const { refused } = operation;
  if (refused?.order === 1) return expectError(outcome.first, refused.message);
  expectResult(outcome.first, reference.first, "first");
  if (refused?.order === 2) return expectError(outcome.second, refused.message);
  expectResult(outcome.second, reference.second, "second");
}

describe.each(["native", "cpu", "wasm", "webgpu"] as const)("operations on %s", (backend) => {
  if (backend === "native") beforeEach(nativeOnly);
  if (backend === "webgpu") beforeEach(webgpuOnly, 60_000);
  const env = () => (backend === "webgpu" ? webgpuEnv() : { DGM_BACKEND: backend });
  const outcomes = once<Outcome>("outcomes", env);

  // The first one waits for the whole program.
  it.each(operations)("$name", { timeout: 240_000 }, async (operation) => {
    const [all, expected] = await Promise.all([outcomes(), references()]);
    const { name, missing } = operation;
    check(operation, all.get(name)!, expected.get(name)!, missing?.[backend]);
  });
});
