import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node" with {
  "resolution-mode": "import",
};
import type { Skipped, Summary } from "./summary";

/** The variable that names the file the counts are written to. */
export const SUMMARY_FILE = "DGM_TEST_SUMMARY";

function* testsAndSuites(parent: TestModule | TestSuite): Generator<TestCase | TestSuite> {
  for (const child of parent.children) {
    yield child;
    if (child.type === "suite") yield* testsAndSuites(child);
  }
}

function skippedTest(test: TestCase): Skipped {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  const fallback = test.options.mode === "todo" ? "not written yet" : "no reason given";
  return { name: `${test.module.relativeModuleId}: ${test.fullName}`, reason: note ?? fallback };
}

/**
 * Counts tests. A file that could not be loaded, a hook that failed and an unhandled error each count as one failed
 * test, so that nothing that went wrong is left out of the sum.
 */
export function summarize(modules: readonly TestModule[], unhandledErrors: number): Summary {
  let passed = 0;
  let failed = unhandledErrors;
  const skipped: Skipped[] = [];
  for (const module of modules) {
    if (module.errors().length > 0) failed += 1;
    for (const item of testsAndSuites(module)) {
      if (item.type === "suite") failed += item.errors().length > 0 ? 1 : 0;
      else if (item.result().state === "passed") passed += 1;
      else if (item.result().state === "failed") failed += 1;
      else skipped.push(skippedTest(item));
    }
  }
  return { passed, failed, skipped };
}

/** Writes the counts to a file; the command that started vitest prints them last. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: string): void {
    const file = process.env[SUMMARY_FILE];
    if (file === undefined) return;
    const summary = summarize(modules, errors.length + (reason === "interrupted" ? 1 : 0));
    writeFileSync(file, JSON.stringify(summary));
  }
}
