import { describe, expect, it } from "vitest";
import { planExercise } from "../../scripts/course/plan";
import type { CellOutcome, RunOutcome, Stop } from "../../scripts/course/runPlan";
import { scoreRun } from "../../scripts/course/score";
import { sourceAssignment } from "./fixture";

const assignment = sourceAssignment();
const [mean, , variance] = assignment.exercises;

describe("planExercise", () => {
  it("runs the source's cells, with solutions of earlier exercises but not their tests", () => {
    const plan = planExercise(assignment, variance!, "my answer");
    expect(plan.map(({ role }) => role)).toEqual([
      "setup",
      "setup",
      "setup",
      "setup",
      "answer",
      "test",
    ]);
    const text = plan.map(({ code }) => code).join("\n");
    expect(text).toContain("return alphaBar / (1 - alphaBar);");
    expect(text).not.toContain("a long computation");
    expect(text).not.toContain("value - centre");
    expect(plan[4]!.code).toBe("my answer");
    expect(plan[5]!.code).toContain("BEGIN HIDDEN TESTS");
  });

  it("runs nothing after the last test of the exercise", () => {
    const roles = planExercise(assignment, mean!, "").map(({ role }) => role);
    expect(roles).toEqual(["setup", "setup", "answer", "test", "test"]);
  });
});

describe("scoreRun", () => {
  const plan = planExercise(assignment, mean!, "answer");
  const ok: CellOutcome = { status: "ok", name: "", message: "", value: null };
  const bad: CellOutcome = {
    status: "error",
    name: "CheckError",
    message: "1 is not 2",
    value: null,
  };
  const run = (cells: readonly CellOutcome[], stopped: Stop | null = null): RunOutcome => ({
    cells: new Map(cells.map((cell, index) => [index, cell])),
    stopped,
    seconds: 1.234,
    peakMemoryMB: 100,
  });
  const score = (...outcomes: Parameters<typeof run>) =>
    scoreRun(assignment, mean!, plan, run(...outcomes));
  const brief = (...outcomes: Parameters<typeof run>) => {
    const { status, points, message } = score(...outcomes);
    return [status, points, message];
  };

  it("gives each test its points", () => {
    expect(brief([ok, ok, ok, ok, ok])).toEqual(["passed", 3, ""]);
    expect(brief([ok, ok, ok, ok, bad])).toEqual(["failed", 1, "CheckError: 1 is not 2"]);
    expect(brief([ok, ok, ok, bad, ok])).toEqual(["failed", 2, "CheckError: 1 is not 2"]);
    expect(score([ok, ok, ok, bad, ok]).tests.map(({ points }) => points)).toEqual([0, 2]);
  });

  it("says first what is wrong with the answer itself", () => {
    const syntax = { ...bad, name: "TypeScriptError", message: "1:1 - ';' expected" };
    expect(brief([ok, ok, syntax, bad, bad])).toEqual([
      "failed",
      0,
      "TypeScriptError: 1:1 - ';' expected",
    ]);
  });

  it("gives part of the points where a test ends with their number, by nbgrader's rule", () => {
    const withValue = (value: string) => score([ok, ok, ok, ok, { ...ok, value }]);
    expect(withValue("0.5").points).toBe(1.5);
    expect(withValue("0.5").tests[1]!.message).toBe("ends with 0.5, of 2 points");
    expect(withValue("0").status).toBe("failed");
    for (const value of ["2", "5", "true", "", "-1"]) expect(withValue(value).points).toBe(3);
  });

  it.each(["timeout", "memory", "died"] as const)("gives nothing after %s", (cause) => {
    const stopped = { cause, index: 3, name: cause, message: "it ended" };
    expect(brief([ok, ok, ok], stopped)).toEqual([cause, 0, "it ended"]);
    expect(brief([ok, ok, ok, ok], stopped)).toEqual([cause, 1, "it ended"]);
  });

  it("blames the source notebook for what fails before the answer", () => {
    const stopped = { cause: "setup", index: 1, name: "Error", message: "no ../data" } as const;
    expect(() => score([ok], stopped)).toThrow(
      /^99-exercises\.ipynb, code cell 2 \(import \{ existsSync .*\): failed before any answer was run: Error: no/,
    );
    expect(() => score([], { ...stopped, index: null })).toThrow(
      "99-exercises.ipynb: failed before",
    );
  });
});
