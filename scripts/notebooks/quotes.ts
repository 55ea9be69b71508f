import { codeCells, firstLine, type Notebook, type NotebookCell, textOf } from "./notebook";

/** A whole number, perhaps with commas between its thousands. */
const DIGITS = String.raw`\d+(?:,\d{3})*`;
/** A number that looks measured: one with a decimal point, or a percentage. */
const MEASURED = new RegExp(
  String.raw`(?<![\w.§])${DIGITS}(?:\.\d+(?:\s?%)?(?![\d.]*\d)|\s?%)`,
  "g",
);
const ANY = new RegExp(String.raw`${DIGITS}(?:\.\d+)?(?:e[+-]?\d+)?`, "gi");
/** Where a number says which part of a book or paper, up to the end of the list. */
const REFERENCE =
  /\b(?:sections?|theorems?|figures?|tables?|equations?|appendix|chapters?|algorithms?)\s[\d.]+(?:(?:,| and| to)\s[\d.]+)*/gi;

/** Text without what is not prose: code, mathematics, the targets of links, references, and the list of sources. */
function prose(text: string): string {
  return text
    .replace(/^## (?:Sources|Things to try)[\s\S]*$/m, "")
    .replace(/```[\s\S]*?```/g, "")
    .replace(/`[^`\n]*`/g, "")
    .replace(/\$\$[\s\S]*?\$\$/g, "")
    .replace(/\$[^$\n]*\$/g, "")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(REFERENCE, "");
}

const valueOf = (text: string): number => Number(text.replaceAll(",", "").replace(/\s?%$/, ""));

/** All numbers that the outputs show as text. */
function shownNumbers(notebook: Notebook): number[] {
  const texts = codeCells(notebook).flatMap(({ outputs = [] }) =>
    outputs.flatMap(({ text, data = {} }) => [
      textOf(text),
      ...["text/plain", "text/markdown"].map((type) => textOf(data[type] as string | undefined)),
    ]),
  );
  return texts.flatMap((text) => [...text.matchAll(ANY)].map(([number]) => valueOf(number)));
}

/** Whether an output shows this number, or one that is rounded to it; a percentage may be shown as a share. */
function isShown(quoted: string, shown: readonly number[]): boolean {
  const value = valueOf(quoted);
  const decimals = (/\.(\d+)/.exec(quoted)?.[1] ?? "").length;
  const half = 0.5 * 10 ** -decimals * (1 + 1e-9);
  const near = (number: number) => Math.abs(number - value) <= half;
  return shown.some((number) => near(number) || (quoted.endsWith("%") && near(100 * number)));
}

/** Numbers that a text gives without quoting an output: metadata `{ "dgm": { "given": ["3.75"] } }`. */
function givenIn(cell: NotebookCell): readonly unknown[] {
  const { given = [] } = (cell.metadata["dgm"] ?? {}) as { given?: readonly unknown[] };
  return Array.isArray(given) ? given : [given];
}

/**
 * Numbers of a text that look measured and that no output shows: one line each. A published figure, or a setting to try, is
 * named in the cell's metadata as given.
 */
export function quoteProblems(notebook: Notebook): string[] {
  const shown = shownNumbers(notebook);
  return notebook.cells.flatMap((cell) => {
    if (cell.cell_type !== "markdown") return [];
    const given = givenIn(cell);
    const quoted = [...prose(textOf(cell.source)).matchAll(MEASURED)].map(([number]) => number);
    const stale = given.filter((number) => !quoted.includes(number as string));
    return [
      ...quoted
        .filter((number) => !given.includes(number) && !isShown(number, shown))
        .map(
          (number) =>
            `text cell "${firstLine(cell)}": it says ${number}, which no output shows; build the sentence from the number in a ` +
            `code cell, or name it as given: { "dgm": { "given": ["${number}"] } }`,
        ),
      ...stale.map(
        (number) =>
          `text cell "${firstLine(cell)}": ${JSON.stringify(number)} is named as given, and the text does not say it`,
      ),
    ];
  });
}
