import { describe, expect, it } from "vitest";
import { equationProblems } from "../../scripts/notebooks/equations";
import type { NotebookCell } from "../../scripts/notebooks/notebook";
import { freshNotebook } from "./fixtures";

const RESULT = "$$\na = b\n$$";
const CHECK = "check({ claim, left, right, tolerance });";

function text(source: string, ...equations: string[]): NotebookCell {
  const metadata = equations.length > 0 ? { dgm: { equations } } : {};
  return { cell_type: "markdown", id: "text", metadata, source };
}

/** The problems of a notebook of texts and, as plain strings, code. */
function problems(...cells: (NotebookCell | string)[]): string[] {
  const notebook = freshNotebook(["1;"]);
  const code = (source: string): NotebookCell => ({ cell_type: "code", metadata: {}, source });
  notebook.cells.push(...cells.map((cell) => (typeof cell === "string" ? code(cell) : cell)));
  return equationProblems(notebook);
}

describe("displayed equations", () => {
  it("are tagged one by one", () => {
    expect(problems(text("$$a$$ then $$b$$", "definition", "step"))).toEqual([]);
    expect(problems(text("No equation but $x$."))).toEqual([]);
    expect(problems(text("$$a$$ then $$b$$", "step"))).toEqual([
      'text cell "$$a$$ then $$b$$": it displays 2 equations and tags 1; tag each in the cell\'s metadata: ' +
        '{ "dgm": { "equations": ["definition", "step", "result"] } }',
    ]);
    expect(problems(text("$$a$$"))[0]).toContain("it displays 1 equations and tags 0");
    expect(problems(text("nothing", "step"))[0]).toContain("it displays 0 equations and tags 1");
  });

  it("have a known tag and an end", () => {
    expect(problems(text("$$a$$", "lemma"))[0]).toContain(
      'an equation is tagged "lemma", expected one of definition, step, result',
    );
    expect(problems(text("$$a$$ and $$b", "step"))[0]).toContain("a displayed equation has no end");
  });

  it("are none in code, and need no tag where nothing is run", () => {
    expect(problems(text("Write `$$` around it:\n```\n$$a$$\n```"))).toEqual([]);
    const reading = freshNotebook([]);
    reading.cells.push(text("$$a$$"));
    expect(equationProblems(reading)).toEqual([]);
  });
});

describe("a result", () => {
  const unchecked = expect.stringContaining("its result is not checked; add a cell with check(...)");

  it.each([CHECK, "const a = 1;\ncheck.statistic({ claim, test });", "check.that({});"])(
    "is checked by %s",
    (code) => {
      expect(problems(text(RESULT, "result"), "const simulated = 1;", code)).toEqual([]);
    },
  );

  it.each(["1;", "check.fails(claim);", "recheck(1);", "book.check(1);", "check.summary();"])(
    "is not checked by %s",
    (code) => {
      expect(problems(text(RESULT, "result"), code)).toEqual([unchecked]);
    },
  );

  it("is checked before the next result or section, not after", () => {
    const next = text(`Now\n${RESULT}`, "result");
    expect(problems(text(RESULT, "result"), next, CHECK)).toEqual([unchecked]);
    expect(problems(text(RESULT, "result"), text("## Next"), CHECK)).toEqual([unchecked]);
    expect(problems(text(RESULT, "result"))).toEqual([unchecked]);
    expect(problems(text(RESULT, "result"), text("In words.\n### Now"), CHECK)).toEqual([]);
  });

  it("has a cell of its own", () => {
    expect(problems(text("$$a$$ $$b$$", "result", "result"), CHECK)).toEqual([
      expect.stringContaining("it displays 2 results; give each a cell of its own"),
    ]);
  });
});
