import { describe, expect, it } from "vitest";
import { hasExercises, readAssignment } from "../../scripts/course/assignment";
import type { NotebookCell } from "../../scripts/notebooks/notebook";
import { answerCell, code, notebookOf, solved, sourceAssignment, testCell, text } from "./fixture";

const read = (...cells: NotebookCell[]) => readAssignment(notebookOf(...cells), "07-x");

describe("readAssignment", () => {
  it("groups the tests by the answer that they follow", () => {
    const { exercises } = sourceAssignment();
    const seen = exercises.map(({ id, title, points, tests }) => [id, title, points, tests.length]);
    expect(seen).toEqual([
      ["mean", "Exercise 1: the mean (3 points)", 3, 2],
      ["snr", "Exercise 2: signal to noise (2 points)", 2, 1],
      ["variance", "Exercise 3: mean and variance (2.5 points)", 2.5, 1],
    ]);
  });

  it("knows a notebook without exercises", () => {
    expect(hasExercises(notebookOf(text("# A"), code("1;")))).toBe(false);
    expect(read(code("1;")).exercises).toEqual([]);
    expect(hasExercises(notebookOf(answerCell("a")))).toBe(true);
  });

  const source = "function one() {\n  // BEGIN SOLUTION\n  return 1;\n}";
  it.each([
    [
      "markers out of balance",
      [code("1;"), answerCell("a", source), testCell("t", 1)],
      "07-x.ipynb, code cell 2 (function one() {): line 2: `// BEGIN SOLUTION` has no",
    ],
    [
      "hidden tests out of balance",
      [answerCell("a"), testCell("t", 1, "a;\n// END HIDDEN TESTS")],
      "code cell 2 (a;): line 2: `// END HIDDEN TESTS` without `// BEGIN HIDDEN TESTS`",
    ],
    [
      "a solution outside an answer",
      [code(solved("return 1;"))],
      "code cell 1 (function one() {): it has `BEGIN SOLUTION` or `END SOLUTION`, which belong into a",
    ],
    [
      "hidden tests in an answer",
      [answerCell("a", `${solved("")}\n// BEGIN HIDDEN TESTS`)],
      'metadata make it a test ("grade")',
    ],
    ["an answer without solution", [answerCell("a", "1;")], "add them"],
    [
      "a name used twice",
      [answerCell("a"), testCell("t", 1), testCell("t", 1, "two();")],
      'code cell 3 (two();): its grade_id "t" is that of code cell 2 (one();) as well',
    ],
    ["a test before any answer", [testCell("t", 1)], "the test t comes before any answer"],
    [
      "an answer without tests",
      [answerCell("a"), answerCell("b"), testCell("t", 1)],
      "exercise a: the 0 tests after it are worth 0 points, expected more; add a test cell",
    ],
    [
      "points that do not add up",
      [text("## One (3 points)"), answerCell("a"), testCell("s", 1), testCell("t", 1.5)],
      "exercise a: the text before it says (3 points), but its tests add up to 2.5 (s: 1, t: 1.5)",
    ],
    ["metadata that make no sense", [testCell("t t", 1)], 'its grade_id is "t t", expected'],
  ])("names notebook, cell and remedy at %s", (_, cells, message) => {
    expect(() => read(...cells)).toThrow(message);
    expect(() => read(...cells)).toThrow(/^07-x\.ipynb, code cell/);
  });

  it("takes the points of an exercise from the text before it, not from that of another", () => {
    const first = [text("## One (1 point)"), answerCell("a"), testCell("s", 1)];
    expect(
      read(...first, text("## Two"), answerCell("b"), testCell("t", 2)).exercises,
    ).toHaveLength(2);
    const more = [text("## Two (1 point)"), answerCell("b"), testCell("t", 2)];
    expect(() => read(...first, ...more)).toThrow("exercise b: the text before it says (1 points)");
  });
});
