import { type Notebook, type NotebookCell, textOf } from "../notebooks/notebook";
import type { Assignment } from "./assignment";
import { STUB, withoutRegions } from "./markers";
import { checksum, kindOf, nbgraderOf, type NbgraderMetadata } from "./nbgrader";

/** A cell of an exercise as students get it: without solution and hidden tests, protected, with its checksum. */
function releaseCell(cell: NotebookCell, meta: NbgraderMetadata): NotebookCell {
  const kind = kindOf(meta);
  let source = textOf(cell.source);
  if (kind === "answer") source = withoutRegions(source, "SOLUTION", STUB);
  if (kind === "test") source = withoutRegions(source, "HIDDEN TESTS");
  const released = { ...cell, source };
  const nbgrader: NbgraderMetadata = {
    ...meta,
    cell_type: cell.cell_type,
    checksum: checksum(released, meta),
  };
  const locked = { deletable: false, ...(kind !== "answer" && { editable: false }) };
  return { ...released, metadata: { ...cell.metadata, ...locked, nbgrader } };
}

function withoutOutput(cell: NotebookCell): NotebookCell {
  return cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell;
}

/**
 * The notebook as students get it: a stub in place of each solution, no hidden tests, nbgrader's checksums.
 * Outputs stay up to the first answer; from there on they are removed, since they come from the solutions.
 */
export function releaseNotebook({ notebook, exercises }: Assignment): Notebook {
  const first = exercises[0]?.index ?? notebook.cells.length;
  const cells = notebook.cells.map((cell, index) => {
    const kept = index < first ? cell : withoutOutput(cell);
    const meta = nbgraderOf(kept);
    const kind = meta && kindOf(meta);
    return kind === undefined ? kept : releaseCell(kept, meta as NbgraderMetadata);
  });
  // The record of how the outputs were made is true of the source only.
  const metadata = { ...notebook.metadata };
  delete metadata.dgm;
  return { ...notebook, cells, metadata };
}
