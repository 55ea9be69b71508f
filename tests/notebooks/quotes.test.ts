import { describe, expect, it } from "vitest";
import type { Notebook, NotebookCell } from "../../scripts/notebooks/notebook";
import { quoteProblems } from "../../scripts/notebooks/quotes";
import { printed, storedNotebook } from "./fixtures";

/** A notebook that shows `output`, and then says `source`. */
function said(source: string, output = "loss 0.93142, share 0.125, 1,250.5 nats", given?: string[]) {
  const notebook: Notebook = storedNotebook([{ code: "1;", outputs: [printed(output)] }]);
  const metadata = given ? { dgm: { given } } : {};
  const text: NotebookCell = { cell_type: "markdown", id: "text", metadata, source };
  return quoteProblems({ ...notebook, cells: [...notebook.cells, text] });
}

describe("a number in a notebook's text", () => {
  it.each(["0.93142", "0.93", "12.5 %", "13 %", "1,250.5", "1250.5"])(
    "may quote what an output shows, or shows with more digits: %s",
    (number) => {
      expect(said(`It comes to ${number}, as we saw.`)).toEqual([]);
    },
  );

  it.each(["0.94", "14 %", "1,250.4", "0.125125"])(
    "is a problem when it differs from every output: %s",
    (number) => {
      expect(said(`It comes to ${number}, as we saw.`)).toEqual([
        `text cell "It comes to ${number}, as we saw.": it says ${number}, which no output shows; build the sentence from the ` +
          `number in a code cell, or name it as given: { "dgm": { "given": ["${number}"] } }`,
      ]);
    },
  );

  it("is a problem when the output that it quoted has changed", () => {
    const text = "The loss ends at 0.931.";
    expect(said(text)).toEqual([]);
    expect(said(text, "loss 0.94142")).toHaveLength(1);
  });

  it("is looked for in tables and sentences that code makes, but not in figures", () => {
    const show = (data: Record<string, unknown>): string[] => {
      const output = { output_type: "display_data" as const, data };
      const notebook = storedNotebook([{ code: "1;", outputs: [output] }]);
      const cell: NotebookCell = { cell_type: "markdown", metadata: {}, source: "It is 0.25." };
      return quoteProblems({ ...notebook, cells: [...notebook.cells, cell] });
    };
    expect(show({ "text/markdown": "**0.25**" })).toEqual([]);
    expect(show({ "text/plain": ["a  0.25", "b  1"] })).toEqual([]);
    expect(show({ "image/png": "0.25" })).toHaveLength(1);
  });

  it("need not be shown where it is a whole number, mathematics, code, a link or a reference", () => {
    const text =
      "Of 128 digits, with $\\eta = 0.2$ and `0.4`, as [there](a-0.6.html), section 3.3, 3.4 and 3.5, theorem 10.3.3 say.";
    expect(said(text)).toEqual([]);
    expect(said("A text.\n\n## Sources\n\n- page 0.77")).toEqual([]);
  });

  it("may be given by others, and is then named", () => {
    expect(said("Published: 3.75 bits.", "", ["3.75"])).toEqual([]);
    expect(said("Published: 3.8 bits.", "", ["3.75"])).toEqual([
      expect.stringContaining("it says 3.8, which no output shows"),
      'text cell "Published: 3.8 bits.": "3.75" is named as given, and the text does not say it',
    ]);
  });
});
