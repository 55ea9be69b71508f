import { describe, expect, it } from "vitest";
import { checksum, metadataProblem, type NbgraderMetadata } from "../../scripts/course/nbgrader";
import { answerCell, code, testCell, text } from "./fixture";

const metaOf = (cell: ReturnType<typeof code>): NbgraderMetadata =>
  cell.metadata["nbgrader"] as NbgraderMetadata;

describe("checksum", () => {
  // Computed by compute_checksum of nbgrader 0.9.6.
  it.each([
    ["an answer", answerCell("mean", "one();"), "7af6a8e043ba22c43473ea56167622cf"],
    [
      "a test of whole points",
      testCell("t", 2, "check(1);\nä;"),
      "bae453af059e76146b7b27fce598ada3",
    ],
    [
      "a test of part of a point",
      testCell("t", 0.25, "check(1);"),
      "3e00fd621427cf85d92bc1f9c9c677f9",
    ],
  ])("of %s is nbgrader's", (_, cell, expected) => {
    expect(checksum(cell, metaOf(cell))).toBe(expected);
  });
});

describe("metadataProblem", () => {
  const problem = (cell: ReturnType<typeof code>, change: object): string | undefined =>
    metadataProblem(cell, { ...metaOf(cell), ...change });

  it("finds nothing wrong with answers and tests", () => {
    expect(problem(answerCell("mean"), {})).toBeUndefined();
    expect(problem(testCell("mean-1", 0.5), {})).toBeUndefined();
  });

  it.each([
    [{ grade_id: "" }, 'its grade_id is "", expected letters, digits, - and _'],
    [{ grade_id: undefined }, "its grade_id is undefined"],
    [{ schema_version: 2 }, "t: its schema_version is 2, expected 3; set it, or run"],
    [{ locked: "yes" }, 't: its "locked" is "yes", expected true or false'],
    [{ points: undefined }, "t: its points are undefined, expected a number from 0 to 1000"],
    [{ points: -1 }, "its points are -1"],
    [{ points: 0.125 }, "with at most two decimals"],
    [{ points: "2" }, 'its points are "2"'],
    [{ solution: true }, "t: it would be graded by hand, and only tests grade here"],
  ])("says what is wrong with %j", (change, message) => {
    expect(problem(testCell("t", 1), change)).toContain(message);
  });

  it("takes no answers in prose", () => {
    const cell = { ...text("YOUR ANSWER"), metadata: answerCell("prose").metadata };
    expect(problem(cell, {})).toContain("prose: it would be graded by hand");
  });
});
