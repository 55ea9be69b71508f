import { describe, expect, it } from "vitest";
import {
  type Notebook,
  type NotebookOutput,
  PLOTLY,
  serializeNotebook,
} from "../../scripts/notebooks/notebook";
import { checkNotebook, codeLines, MAX_BYTES } from "../../scripts/notebooks/problems";
import { type CellSpec, freshNotebook, printed, storedNotebook } from "./fixtures";

const hello: CellSpec = { code: 'console.log("hello");', outputs: [printed("hello\n")] };
const failed: NotebookOutput = {
  output_type: "error",
  ename: "RangeError",
  evalue: "steps=0",
  traceback: ["RangeError: steps=0"],
};

function problems(notebook: Notebook): string[] {
  return checkNotebook(serializeNotebook(notebook));
}

function figure(picture: boolean): NotebookOutput {
  const data = { [PLOTLY]: { data: [], layout: {} }, ...(picture && { "image/png": "iVBO" }) };
  return { output_type: "display_data", data, metadata: {} };
}

describe("checkNotebook", () => {
  it("finds nothing in a notebook whose outputs are up to date", () => {
    const drawn: CellSpec = { code: "show(f);", outputs: [figure(true)] };
    expect(problems(storedNotebook([hello, drawn, "const silent = 1;"]))).toEqual([]);
    expect(problems(storedNotebook([hello, "   "])), "an empty cell").toEqual([]);
  });

  it("finds a notebook that was never run", () => {
    const found = problems(freshNotebook([hello.code]));
    expect(found[0]).toBe("it has no outputs; run: npm run notebooks -- --write");
  });

  it("finds the one cell that was not run, and cells run out of order", () => {
    const notebook = storedNotebook([hello, "const a = 1;", "const b = 2;"]);
    notebook.cells[2]!.execution_count = null;
    notebook.cells[3]!.execution_count = 7;
    expect(problems(notebook)).toEqual([
      "code cell 2 (const a = 1;): it was not run; run: npm run notebooks -- --write",
      expect.stringMatching(/^code cell 3 .*: it was run as number 7, out of order; run: /),
    ]);
  });

  it("finds code that was changed since the outputs were made", () => {
    const changed = /its code was changed since its outputs were made; run: npm run notebooks/;
    const edited = storedNotebook([hello, "const a = 1;"]);
    edited.cells[2]!.source = "const a = 2;";
    expect(problems(edited)).toEqual([expect.stringMatching(changed)]);
    const shortened = storedNotebook([hello, "const a = 1;"]);
    shortened.cells.pop();
    expect(problems(shortened)).toEqual([expect.stringMatching(changed)]);
    const moved = storedNotebook([hello, "a();", "b();"]);
    [moved.cells[2]!.source, moved.cells[3]!.source] = ["b();", "a();"];
    expect(problems(moved)).toEqual([expect.stringMatching(changed)]);
  });

  it("does not mind another text, or lines stored as a list", () => {
    const notebook = storedNotebook([{ ...hello, code: "a();\nb();" }]);
    notebook.cells[0]!.source = "# Another title";
    notebook.cells[1]!.source = ["a();\n", "b();"];
    expect(problems(notebook)).toEqual([]);
  });

  it("finds a record that is missing", () => {
    const notebook = storedNotebook([hello]);
    delete notebook.metadata.dgm;
    expect(problems(notebook)).toEqual([
      "it does not say which code made its outputs; run: npm run notebooks -- --write",
    ]);
  });

  it("finds an error output, but where an error is the point", () => {
    expect(problems(storedNotebook([{ code: "f(0);", outputs: [failed] }]))).toEqual([
      "code cell 1 (f(0);): its output is an error: RangeError: steps=0",
    ]);
    const tags = ["raises-exception"];
    expect(problems(storedNotebook([{ code: "f(0);", outputs: [failed], tags }]))).toEqual([]);
    expect(problems(storedNotebook([{ ...hello, tags }]))).toEqual([
      expect.stringMatching(/it is tagged raises-exception and shows no error$/),
    ]);
  });

  it("finds another kernel", () => {
    const notebook = storedNotebook([hello]);
    notebook.metadata.kernelspec = { name: "tslab", language: "typescript" };
    expect(problems(notebook)[0]).toMatch(
      /its kernel is "tslab" for "typescript", expected "dgm" .*choose the kernel/,
    );
    delete notebook.metadata.kernelspec;
    expect(problems(notebook)[0]).toMatch(/its kernel is undefined/);
  });

  it("finds a figure without a static picture", () => {
    const notebook = storedNotebook([{ code: "show(f);", outputs: [figure(false)] }]);
    expect(problems(notebook)).toEqual([
      "code cell 1 (show(f);): a figure has no static picture; run: npm run notebooks -- --write",
    ]);
  });

  it("finds a file that is too large", () => {
    const large = { ...hello, outputs: [printed("x".repeat(MAX_BYTES))] };
    expect(problems(storedNotebook([large]))).toEqual([
      "it has 3.0 MB, more than the 3 MB that viewers take",
    ]);
  });

  it("finds a cell that is too long", () => {
    const lines = (count: number): string => Array(count).fill("a();").join("\n");
    expect(problems(storedNotebook([{ ...hello, code: lines(12) }]))).toEqual([]);
    expect(problems(storedNotebook([{ ...hello, code: lines(13) }]))).toEqual([
      "code cell 1 (a();): it has 13 lines of code, more than 12; move code into the library",
    ]);
  });

  it("finds a path of somebody's machine", () => {
    const output = printed("read /home/ann/course/data.bin\n");
    expect(problems(storedNotebook([{ ...hello, outputs: [output] }]))).toEqual([
      expect.stringMatching(/an output holds the absolute path \/home\/ann\/course\/data.bin$/),
    ]);
  });

  it("refuses what is not a notebook", () => {
    expect(() => checkNotebook("{")).toThrow(/^the file is not a notebook: .*save it again/);
    expect(() => checkNotebook('{"nbformat": 3}')).toThrow(/format 4 \(its nbformat is 3\)/);
    expect(() => checkNotebook("null")).toThrow(/format 4/);
  });
});

describe("codeLines", () => {
  it("counts neither blank lines nor comments", () => {
    const source = "// why\n\na(); // here\n/* one\n   two */\nb();\n  /* alone */\nc();\n";
    expect(codeLines(source)).toBe(3);
  });
});
