import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLeague } from "dgm/notebook";
import { completed, familiesPicture, notebookTable, PICTURE, withPart } from "../../scripts/readme";
import { familySentences, leagueTable, pictureOf } from "../../scripts/readmeLeague";
import { storedNotebook } from "../notebooks/fixtures";

const ROOT = path.resolve(__dirname, "..", "..");
const README = fs.readFileSync(path.join(ROOT, "README.md"), "utf8");

describe("README", () => {
  it("lists every notebook with the cost that its last run measured, and the league as it is stored", () => {
    expect(completed(README)).toBe(README);
    expect(notebookTable(path.join(ROOT, "notebooks"))).not.toContain("not measured");
  });

  it("shows the samples that the comparison drew", () => {
    expect(fs.readFileSync(PICTURE).equals(familiesPicture())).toBe(true);
    expect(() => pictureOf(storedNotebook(["1;"]), "grid")).toThrow("no picture in cell 'grid'");
  });

  it("quotes no number of the league that the file does not have", () => {
    const league = readLeague();
    const other = {
      ...league,
      rows: league.rows.map((row) => ({
        ...row,
        figures: Object.fromEntries(
          Object.entries(row.figures).map(([key, x]) => [key, typeof x === "number" ? 2 * x : x]),
        ),
      })),
    };
    expect(leagueTable(other)).not.toBe(leagueTable(league));
    const lines = familySentences(league).split("\n");
    const changed = familySentences(other).split("\n");
    lines.forEach((line, i) => expect(changed[i]).not.toBe(line));
    expect(() => familySentences({ ...league, rows: [] })).toThrow("the league has no row");
  });

  it("says so when its marks are missing", () => {
    expect(() => withPart("# no marks", "league", "| a |")).toThrow("lacks the marks");
  });

  it("shows pictures that exist", () => {
    const pictures = [...README.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]!);
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) expect(fs.existsSync(path.join(ROOT, picture))).toBe(true);
  });
});
