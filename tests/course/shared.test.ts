import { describe, expect, it } from "vitest";
import type { CellOutcome, RunOutcome, Stop } from "../../scripts/course/runPlan";
import { readAssignment } from "../../scripts/course/assignment";
import { ANSWERS } from "./answers";
import { cellNames } from "./cellNames";
import { answerCell, code, notebookOf, sourceAssignment, testCell } from "./fixture";
import { foreignNames } from "./sharedNames";
import { planShared } from "./sharedPlan";
import { scoreShared } from "./sharedScore";

const assignment = sourceAssignment();
const answers = { mean: { a: "a1", b: "b1" }, variance: { a: ANSWERS.variance } };
const plan = planShared(assignment, answers);

describe("planShared", () => {
  it("runs the set-up once, and at each exercise the answers and last the solution, each with the tests", () => {
    expect(plan.cells.map(({ role }) => role).join(" ")).toBe(
      ["setup setup", ...Array<string>(3).fill("answer test test"), "answer test"]
        .concat(["answer test", "answer test"])
        .join(" "),
    );
    expect(plan.attempts.map(({ exercise, label }) => `${exercise.id} ${label}`)).toEqual([
      "mean a",
      "mean b",
      "mean reference",
      "snr reference",
      "variance a",
      "variance reference",
    ]);
    for (const { start, cells } of plan.attempts)
      expect(plan.cells.slice(start, start + cells.length)).toEqual(cells);
  });
});

describe("scoreShared", () => {
  const ok: CellOutcome = { status: "ok", name: "", message: "", value: null };
  const bad = { ...ok, status: "error", name: "CheckError", message: "1 is not 2" };
  const run = (
    changed: readonly [number, CellOutcome][] = [],
    stopped: Stop | null = null,
    reached = plan.cells.length,
  ): RunOutcome => ({
    cells: new Map([
      ...plan.cells.slice(0, reached).map((_, index) => [index, ok] as const),
      ...changed,
    ]),
    stopped,
    seconds: 1,
    peakMemoryMB: 1,
  });
  const start = (at: number): number => plan.attempts[at]!.start;

  it("gives each answer the points of its own tests", () => {
    const scores = scoreShared(plan, run([[start(1) + 2, bad]]));
    const points = [...scores].map(([label, each]) => [label, each.map((score) => score.points)]);
    expect(points).toEqual([
      ["a", [3, 2.5]],
      ["b", [1]],
      ["reference", [3, 2, 2.5]],
    ]);
    expect(scores.get("b")![0]!.message).toBe("CheckError: 1 is not 2");
  });

  it("does not take the tests of one answer for those of another whose cell failed", () => {
    const broken = { ...bad, name: "TypeScriptError", message: "1:1 - ';' expected" };
    expect(() => scoreShared(plan, run([[start(1), broken]]))).toThrow(
      /the cell of the answer b to mean failed \(TypeScriptError: 1:1 - ';' expected\), so that the tests after it met/,
    );
  });

  it.each(["died", "timeout", "memory"] as const)(
    "names the answer that ended it by %s",
    (cause) => {
      const stopped = { cause, index: start(1) + 1, name: cause, message: "it ended" };
      expect(() => scoreShared(plan, run([], stopped, start(1) + 1))).toThrow(
        `99-exercises.ipynb: the answer b to mean ended the run that all answers share (${cause}: ${cause}: it ended)`,
      );
      const unknown = { ...stopped, index: null };
      expect(() => scoreShared(plan, run([], unknown, start(4)))).toThrow(
        "the answer a to variance",
      );
    },
  );

  it("names the notebook's own cell that ended it, and a cell that was passed over", () => {
    const stopped = { cause: "setup", index: 1, name: "Error", message: "no ../data" } as const;
    expect(() => scoreShared(plan, run([], stopped, 1))).toThrow(
      /99-exercises.ipynb: code cell 2 \(import .*\) ended the run/,
    );
    expect(() => scoreShared(plan, run([], null, start(5)))).toThrow(
      "the answer reference to variance was not run, though nothing stopped the run",
    );
  });
});

describe("cellNames", () => {
  it("tells what a cell declares from what it takes", () => {
    const { declared, free } = cellNames(
      [
        'import tf, { check, seed as key } from "dgm/core";',
        'import * as math from "dgm/math";',
        "const { a, b: [c = 1] } = given;",
        "function f(x: Width): number { const inner = x + hidden; return inner; }",
        "type T = { field: string }; class K {}",
        "check(key, { field: 1, short }, math.pi, tf, await f(a), c as Space.Name);",
      ].join("\n"),
    );
    expect([...declared.keys()]).toEqual("tf check key math a c f T K".split(" "));
    expect(declared.get("key")).toBe('seed of "dgm/core"');
    expect(declared.get("f")).toBeUndefined();
    expect([...free].sort()).toEqual("Space Width given hidden short".split(" "));
  });
});

describe("foreignNames", () => {
  const problems = (...cells: Parameters<typeof notebookOf>) =>
    foreignNames(planShared(readAssignment(notebookOf(...cells), "07-x"), {}));
  const solve = (name: string, body: string) =>
    answerCell(name, `function ${name}() {\n  // BEGIN SOLUTION\n  ${body}\n  // END SOLUTION\n}`);
  const importing = 'import { check } from "dgm/notebook";\n';

  it("finds none where every exercise stands on its own", () => {
    expect(foreignNames(plan)).toEqual([]);
  });

  it("finds what a test takes from the test of another exercise", () => {
    const seen = problems(
      solve("one", "return 1;"),
      testCell("t1", 1, `${importing}const right = 1;\ncheck(one(), right);`),
      solve("two", "return 2;"),
      testCell("t2", 1, "check(two(), right);"),
    );
    expect(seen).toEqual(
      ["check", "right"].map(
        (name) =>
          "07-x.ipynb, code cell 4 (check(two(), right);), with the answer reference to two: it takes " +
          `\`${name}\` from code cell 2 (import { check } from "dgm/notebook";), expected nowhere; declare or import ` +
          "it in the cell itself, or give it another name",
      ),
    );
  });

  it("finds what another exercise's test hides from an answer, but not the same import twice", () => {
    const seen = problems(
      code(`${importing}const width = 3;`),
      solve("one", "return 1;"),
      testCell("t1", 1, `${importing}const width = 1;\ncheck(one(), width);`),
      solve("two", "check();\n  return width;"),
      testCell("t2", 1, "check(two());"),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(
      /code cell 4 \(function two\(\) \{\).* `width` from code cell 3 .*, expected code cell 1 /,
    );
  });
});
