import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryRoot } from "../../scripts/setup/paths";
import { skippedLines, type Summary, summaryLine } from "../../scripts/test/summary";

describe("summaryLine and skippedLines", () => {
  it("count and give the reasons", () => {
    const skipped = [
      { name: "a", reason: "no Chromium" },
      { name: "b", reason: "no library" },
      { name: "c", reason: "no Chromium" },
    ];
    expect(summaryLine({ passed: 12, failed: 1, skipped })).toBe("12 passed, 1 failed, 3 skipped");
    expect(skippedLines([])).toEqual([]);
    expect(skippedLines(skipped)).toEqual([
      "Skipped:",
      "  no Chromium",
      "    - a",
      "    - c",
      "  no library",
      "    - b",
    ]);
  });
});

const FILES = {
  "some.test.ts": `import { it, describe, beforeAll, expect } from "vitest";
    it("passes", () => expect(1).toBe(1));
    it("fails", () => expect(1).toBe(2));
    it("is skipped", ({ skip }) => skip("no Chromium"));
    it.skip("is skipped without a reason", () => undefined);
    describe("a group whose hook fails", () => {
      beforeAll(() => { throw new Error("hook"); });
      it("never runs", () => undefined);
    });`,
  "broken.test.ts": `throw new Error("does not load");`,
  "rejects.test.ts": `import { it } from "vitest";
    it("passes, but leaves a rejection behind", () => { void Promise.reject(new Error("late")); });`,
};

describe("the reporter", () => {
  let folder: string;
  let summary: Summary;

  beforeAll(() => {
    const local = join(repositoryRoot, ".local");
    mkdirSync(local, { recursive: true });
    folder = mkdtempSync(join(local, "reporter-"));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "vitest.config.mjs"), "export default {};");
    const program = join(repositoryRoot, "node_modules", "vitest", "vitest.mjs");
    const reporter = join(repositoryRoot, "scripts", "test", "reporter.ts");
    const file = join(folder, "summary.json");
    spawnSync(process.execPath, [program, "run", `--reporter=${reporter}`, "--root", folder], {
      env: { ...process.env, DGM_TEST_SUMMARY: file, VITEST: undefined },
    });
    summary = JSON.parse(readFileSync(file, "utf8")) as Summary;
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("counts passed tests", () => {
    expect(summary.passed).toBe(2);
  });

  it("counts a failed test, a failed hook, a file that does not load, and a late rejection", () => {
    expect(summary.failed).toBe(4);
  });

  it("lists skipped tests with their reasons", () => {
    const reasons = summary.skipped.map(({ name, reason }) => `${name}: ${reason}`);
    expect(reasons).toContain("some.test.ts: is skipped: no Chromium");
    expect(reasons).toContain("some.test.ts: is skipped without a reason: no reason given");
  });
});
