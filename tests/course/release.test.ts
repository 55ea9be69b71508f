import { describe, expect, it } from "vitest";
import { readAssignment } from "../../scripts/course/assignment";
import { checksum, nbgraderOf, type NbgraderMetadata } from "../../scripts/course/nbgrader";
import { releaseNotebook } from "../../scripts/course/release";
import { textOf } from "../../scripts/notebooks/notebook";
import { cellOf, NAME, readSource, released } from "./fixture";

describe("releaseNotebook", () => {
  it("gives students a stub for each solution and no hidden test", () => {
    const notebook = released();
    const all = notebook.cells.map((cell) => textOf(cell.source)).join("\n");
    expect(all).not.toMatch(/BEGIN|END|HIDDEN|SOLUTION|RangeError\(|negative numbers/);
    expect(textOf(cellOf(notebook, "variance").source)).toBe(
      "/** The variance of at least one number. */\n" +
        "function variance(values: readonly number[]): number {\n" +
        "  const centre = mean(values);\n" +
        '  throw new Error("your code here");\n' +
        "}",
    );
    expect(textOf(cellOf(notebook, "mean-hidden").source)).toMatch(/the mean of one number.*;$/);
  });

  it("keeps outputs up to the first answer, and no trace of the solutions' after it", () => {
    const { cells, metadata } = released();
    const first = cells.indexOf(cellOf({ ...released(), cells }, "mean"));
    expect(cells.slice(0, first).flatMap((cell) => cell.outputs ?? [])).toHaveLength(2);
    expect(cells.slice(first).flatMap((cell) => cell.outputs ?? [])).toEqual([]);
    expect(cells.slice(first).every((cell) => (cell.execution_count ?? null) === null)).toBe(true);
    expect(metadata).not.toHaveProperty("dgm");
    expect(metadata.kernelspec?.name).toBe("dgm");
  });

  it("protects cells as nbgrader does, each with the checksum of what it says now", () => {
    const notebook = released();
    for (const [id, editable] of [
      ["mean", undefined],
      ["mean-hidden", false],
    ] as const) {
      const cell = cellOf(notebook, id);
      expect(cell.metadata).toMatchObject({ deletable: false });
      expect(cell.metadata["editable"]).toBe(editable);
      const meta = nbgraderOf(cell) as NbgraderMetadata;
      expect(meta).toMatchObject({ cell_type: "code", checksum: checksum(cell, meta) });
    }
  });

  it("leaves the source as it is", () => {
    const source = readSource();
    releaseNotebook(readAssignment(source, NAME));
    expect(source).toEqual(readSource());
  });
});
