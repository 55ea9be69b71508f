/** A cell of a table; numbers are set flush right. */
export type TableCell = string | number;

/** Digits that a number is worth: whole above 100, else about three. */
export function format(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** A table in plain text: headings, a line, rows. The first column is text, the others are flush right. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly TableCell[])[],
): string {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? format(cell) : cell)),
  );
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const rule = "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [line(headings), rule, ...texts.map(line)].join("\n");
}
