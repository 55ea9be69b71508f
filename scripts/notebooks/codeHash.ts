import { createHash } from "node:crypto";
import { codeCells, type Notebook, textOf } from "./notebook";

/** Digest of all code of a notebook, cell by cell: it changes exactly when the code does. */
export function codeSha256(notebook: Notebook): string {
  const sources = codeCells(notebook).map((cell) => textOf(cell.source));
  return createHash("sha256").update(JSON.stringify(sources)).digest("hex");
}
