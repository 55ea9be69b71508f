import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { selectNotebooks } from "../../scripts/notebooks/select";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dgm-select-"));
  for (const name of ["05-ddpm.ipynb", "00-start-here.ipynb", "notes.md"])
    writeFileSync(join(folder, name), "");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("selectNotebooks", () => {
  it("takes all, in order, when none is named", () => {
    const all = ["00-start-here.ipynb", "05-ddpm.ipynb"].map((name) => join(folder, name));
    expect(selectNotebooks([], folder)).toEqual(all);
  });

  it.each(["05", "05-ddpm", "05-ddpm.ipynb", "elsewhere/05-ddpm.ipynb"])("knows %s", (name) => {
    expect(selectNotebooks([name], folder)).toEqual([join(folder, "05-ddpm.ipynb")]);
  });

  it("takes the path of a file anywhere", () => {
    const path = join(folder, "00-start-here.ipynb");
    expect(selectNotebooks([path], join(folder, "elsewhere"))).toEqual([path]);
  });

  it("says which there are when a name is wrong, and when there are none", () => {
    expect(() => selectNotebooks(["06"], folder)).toThrow(
      'there is no notebook "06"; there are: 00-start-here, 05-ddpm (or give the path',
    );
    expect(() => selectNotebooks([], join(folder, "none"))).toThrow(/no notebook in notebooks/);
  });
});
