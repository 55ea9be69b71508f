import { describe, expect, it } from "vitest";
import {
  describeDiagnostics,
  describeThrown,
  explainSyntax,
  readDiagnostic,
} from "../../scripts/kernel/failure";

describe("type errors", () => {
  const diagnostic = { file: "", line: 2, column: 7, text: "Wrong." };

  it("are read from what tslab prints", () => {
    expect(readDiagnostic(["%s%d:%d - %s", "", 2, 7, "Wrong."])).toEqual(diagnostic);
    expect(readDiagnostic(["%s%d:%d - %s", "a.ts ", 1, 1, "No."])?.file).toBe("a.ts");
    expect(readDiagnostic([new Error("other")])).toBeUndefined();
  });

  it("show their line, once, with the explanations that follow", () => {
    const more = { ...diagnostic, text: "Because." };
    expect(describeDiagnostics("const a = 1;\nconst b = 2;", [diagnostic, more])).toEqual({
      ename: "TypeScriptError",
      evalue: "2:7 - Wrong.",
      traceback: [
        "TypeScriptError: cell:2:7 - Wrong.",
        "  2 | const b = 2;",
        "    |       ^",
        "    Because.",
      ],
    });
  });

  it("in another file name the file and show no line", () => {
    const found = describeDiagnostics("x", [{ ...diagnostic, file: "a.ts" }]);
    expect(found.evalue).toBe("a.ts:2:7 - Wrong.");
    expect(found.traceback).toEqual(["TypeScriptError: a.ts:2:7 - Wrong."]);
  });
});

describe("exceptions", () => {
  it("keep the frames of cells and library, and lose those of the machinery and Node's excerpt", () => {
    const error = new RangeError("far");
    error.stack = [
      "/a/lib/dist/x.js:5",
      "    throw new RangeError();",
      "    ^",
      "",
      "RangeError: far",
      "    at f (lib/x.ts:3:4)",
      "    at cell 1:2:3",
      "    at dgm-cell-1:9:3",
      "    at Script.runInThisContext (node:vm:129:12)",
      "    at execute (node_modules/tslab/dist/executor.js:1:2)",
      "    at async CellRunner.run (scripts/kernel/cellRunner.ts:3:4)",
      "    at async file (notebooks/other.js:1:2)",
    ].join("\n");
    expect(describeThrown(error).traceback).toEqual([
      "RangeError: far",
      "    at f (lib/x.ts:3:4)",
      "    at cell 1:2:3",
      "    at async file (notebooks/other.js:1:2)",
    ]);
  });

  it("keep the lines of a long message", () => {
    const error = new Error("one\n    at all costs\nthree");
    expect(describeThrown(error).evalue).toBe(error.message);
    expect(describeThrown(error).traceback.slice(0, 3)).toEqual([
      "Error: one",
      "    at all costs",
      "three",
    ]);
  });

  it("add their causes", () => {
    const { traceback } = describeThrown(new Error("outer", { cause: new TypeError("inner") }));
    expect(traceback).toContain("Caused by: TypeError: inner");
  });

  it("may be anything", () => {
    expect(describeThrown(null)).toEqual({
      ename: "Thrown",
      evalue: "null",
      traceback: ["Thrown: null"],
    });
    expect(describeThrown(Object.assign(new Error("x"), { stack: 5 })).traceback).toEqual([
      "Error: x",
    ]);
  });
});

it("a lone `for await` is explained, other syntax errors are not", () => {
  const failure = describeThrown(new SyntaxError("Unexpected reserved word"));
  const explained = explainSyntax("for await (const x of y) {}", failure);
  expect(explained.traceback.at(-1)).toContain("put `await 0;` before it");
  expect(explainSyntax("const = 1", failure)).toBe(failure);
});
