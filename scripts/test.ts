import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureSetup } from "./setup/ensure";
import { runtimeEnv } from "./setup/environment";
import { type Places, placesOf } from "./setup/paths";
import { skippedLines, type Summary, summaryLine } from "./test/summary";

/** Runs vitest to its end; resolves to its exit status. */
function vitest(places: Places, args: readonly string[], summaryFile: string): Promise<number> {
  const program = join(places.root, "node_modules", "vitest", "vitest.mjs");
  const reporter = join(places.root, "scripts", "test", "reporter.ts");
  const reporters = ["--reporter=default", `--reporter=${reporter}`];
  const child = spawn(process.execPath, [program, "run", ...reporters, ...args], {
    cwd: places.root,
    env: { ...runtimeEnv(), DGM_TEST_SUMMARY: summaryFile },
    stdio: "inherit",
  });
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (status) => resolve(status ?? 1));
  });
}

/** The counts; one failure where vitest ended before it could write any. */
function readSummary(file: string): Summary {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Summary;
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/**
 * npm test: completes the set-up, then runs every check there is. The last line is `N passed, N failed, N skipped`.
 *
 * @param args passed on to vitest (after `--`), such as a folder of tests
 * @returns 1 when anything failed
 */
export async function main(args: string[]): Promise<number> {
  await ensureSetup();
  const places = placesOf();
  mkdirSync(places.local, { recursive: true });
  const file = join(places.local, `test-summary-${process.pid}.json`);
  const status = await vitest(places, args, file);
  const counted = readSummary(file);
  rmSync(file, { force: true });
  // vitest may fail for a reason of its own (no test found, a worker lost): never end green then.
  const summary = status !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
  const lines = skippedLines(summary.skipped);
  console.log(`\n${[...lines, summaryLine(summary)].join("\n")}`);
  return summary.failed > 0 ? 1 : 0;
}
