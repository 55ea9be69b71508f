import { display, type MimeBundle } from "./display";
import { escapeHtml, formatNumber } from "./format";

/** What stands in a cell of a table. Numbers are shown with four significant digits. */
export type TableCell = string | number | boolean | null;

export type TableRow = Readonly<Record<string, TableCell>>;

export interface TableOptions {
  /** What the table shows. */
  readonly title: string;
  /** The columns, by their keys in the rows, in this order. @default the keys of the first row */
  readonly columns?: readonly string[];
}

function cellText(cell: TableCell): string {
  return typeof cell === "number" ? formatNumber(cell) : cell === null ? "" : String(cell);
}

function rowTexts(row: TableRow, index: number, columns: readonly string[]): string[] {
  return columns.map((column) => {
    const cell = row[column];
    if (cell !== undefined) return cellText(cell);
    throw new RangeError(
      `table: row ${index} has no "${column}", only ${Object.keys(row).join(", ")}; ` +
        `name every column in every row (null leaves a cell empty).`,
    );
  });
}

function asText(title: string, columns: readonly string[], rows: readonly string[][]): string {
  const lines = [[...columns], ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i]!)).join("  "));
  return [title, ...text].map((line) => line.trimEnd()).join("\n");
}

function asHtml(
  title: string,
  columns: readonly string[],
  rows: readonly string[][],
  numeric: readonly boolean[],
): string {
  const line = (tag: string, cells: readonly string[]): string => {
    const cell = (text: string, i: number): string =>
      `<${tag} style="text-align: ${numeric[i] ? "right" : "left"}">${escapeHtml(text)}</${tag}>`;
    return `<tr>${cells.map(cell).join("")}</tr>`;
  };
  const body = rows.map((row) => line("td", row)).join("");
  return (
    `<div><b>${escapeHtml(title)}</b></div>` +
    `<table><thead>${line("th", columns)}</thead><tbody>${body}</tbody></table>`
  );
}

/**
 * A table as a bundle of HTML and text.
 * @throws RangeError when there are no rows, or a row lacks a column
 */
export function tableBundle(rows: readonly TableRow[], options: TableOptions): MimeBundle {
  const { title, columns = Object.keys(rows[0] ?? {}) } = options;
  if (rows.length === 0 || columns.length === 0) {
    throw new RangeError(
      `table: "${title}" has ${rows.length} rows and ${columns.length} columns; ` +
        `pass at least one of each.`,
    );
  }
  const texts = rows.map((row, index) => rowTexts(row, index, columns));
  const numeric = columns.map((_, i) => texts.every((row) => /^-?[\d.]+(e-?\d+)?$/.test(row[i]!)));
  return {
    "text/html": asHtml(title, columns, texts, numeric),
    "text/plain": asText(title, columns, texts),
  };
}

/**
 * Shows rows as a table.
 * @throws RangeError when there are no rows, or a row lacks a column
 */
export function table(rows: readonly TableRow[], options: TableOptions): void {
  display(tableBundle(rows, options));
}
