import { codeCells, firstLine, type Notebook, type NotebookCell, textOf } from "./notebook";

/**
 * What a displayed equation (`$$ … $$`) is: a `definition` introduces a symbol, a `step` is part of a derivation, and a
 * `result` is what the reader takes away, so that the machine checks it.
 */
export const EQUATION_KINDS = ["definition", "step", "result"] as const;

/** Text without its code, where dollars mean nothing. */
function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
}

/** How many equations a text displays; a half one counts as one half. */
function displayed(cell: NotebookCell): number {
  return withoutCode(textOf(cell.source)).split("$$").length / 2 - 0.5;
}

/** The tags of a cell's equations, in their order: metadata `{ "dgm": { "equations": ["step", "result"] } }`. */
function tagsOf(cell: NotebookCell): readonly unknown[] {
  const { equations = [] } = (cell.metadata["dgm"] ?? {}) as { equations?: readonly unknown[] };
  return Array.isArray(equations) ? equations : [equations];
}

function tagProblems(cell: NotebookCell): string[] {
  const [count, tags] = [displayed(cell), tagsOf(cell)];
  if (count % 1 !== 0) return ["a displayed equation has no end; write $$ before and after it"];
  const unknown = tags.find((tag) => !(EQUATION_KINDS as readonly unknown[]).includes(tag));
  if (unknown !== undefined)
    return [`an equation is tagged ${JSON.stringify(unknown)}, expected one of ${EQUATION_KINDS.join(", ")}`];
  if (tags.length === count) return [];
  return [
    `it displays ${count} equations and tags ${tags.length}; tag each in the cell's metadata: ` +
      '{ "dgm": { "equations": ["definition", "step", "result"] } }',
  ];
}

const isCheck = (cell: NotebookCell): boolean =>
  /(?<![\w.])check(\.(statistic|that))?\(/.test(textOf(cell.source));

/** Whether a cell begins another subject: there the check of what came before has failed to come. */
const ends = (cell: NotebookCell): boolean =>
  cell.cell_type === "markdown" &&
  (tagsOf(cell).includes("result") || /^#{1,2} /m.test(withoutCode(textOf(cell.source))));

/** A result is checked by one of the code cells between it and the next result or section. */
function isChecked(cells: readonly NotebookCell[], index: number): boolean {
  const after = cells.slice(index + 1);
  const end = after.findIndex(ends);
  const own = end < 0 ? after : after.slice(0, end);
  return own.some((cell) => cell.cell_type === "code" && isCheck(cell));
}

function resultProblems(cells: readonly NotebookCell[], index: number): string[] {
  const results = tagsOf(cells[index]!).filter((tag) => tag === "result").length;
  if (results === 0) return [];
  if (results > 1)
    return [`it displays ${results} results; give each a cell of its own, followed by its check`];
  return isChecked(cells, index)
    ? []
    : ["its result is not checked; add a cell with check(...) before the next result or section"];
}

/** Equations without a tag, and results without a check: one line each. */
export function equationProblems(notebook: Notebook): string[] {
  if (codeCells(notebook).length === 0) return [];
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "markdown") return [];
    const problems = [...tagProblems(cell), ...resultProblems(notebook.cells, index)];
    return problems.map((problem) => `text cell "${firstLine(cell)}": ${problem}`);
  });
}
