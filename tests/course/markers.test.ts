import { describe, expect, it } from "vitest";
import { STUB, withoutRegions } from "../../scripts/course/markers";

const lines = (...texts: string[]): string => texts.join("\n");

describe("withoutRegions", () => {
  it("puts the stub in place of a solution, as far in as its marker", () => {
    const source = lines(
      "function f(x: number): number {",
      "  if (x > 0) {",
      "    // BEGIN SOLUTION",
      "    return x;",
      "    // END SOLUTION",
      "  }",
      "  // BEGIN SOLUTION",
      "  return -x;",
      "  // END SOLUTION",
      "}",
    );
    const expected = lines(
      "function f(x: number): number {",
      "  if (x > 0) {",
      `    ${STUB}`,
      "  }",
      `  ${STUB}`,
      "}",
    );
    expect(withoutRegions(source, "SOLUTION", STUB)).toBe(expected);
  });

  it("removes hidden tests and leaves the other markers alone", () => {
    const source = lines("a;", "// BEGIN HIDDEN TESTS", "b;", "// END HIDDEN TESTS", "c;");
    expect(withoutRegions(source, "HIDDEN TESTS")).toBe("a;\nc;");
    expect(withoutRegions(source, "SOLUTION")).toBe(source);
  });

  it.each([
    [
      ["a;", "// BEGIN SOLUTION", "b;"],
      "line 2: `// BEGIN SOLUTION` has no `// END SOLUTION` up to the end of the cell; add it",
    ],
    [["a;", "// END SOLUTION"], "line 2: `// END SOLUTION` without `// BEGIN SOLUTION` before it"],
    [
      ["// BEGIN SOLUTION", "b;", "// BEGIN SOLUTION", "// END SOLUTION"],
      "line 3: a second `// BEGIN SOLUTION` before the `// END SOLUTION` of the one in line 1",
    ],
    [
      ["a; // BEGIN SOLUTION", "// END SOLUTION"],
      "line 1: the line is `a; // BEGIN SOLUTION`, expected `// BEGIN SOLUTION` and nothing else",
    ],
    [["### BEGIN SOLUTION"], "put the marker on a line of its own"],
  ])("names the line of %j", (source, message) => {
    expect(() => withoutRegions(lines(...source), "SOLUTION", STUB)).toThrow(message);
  });
});
