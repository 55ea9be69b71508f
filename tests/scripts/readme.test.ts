import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { notebookTable, withTable } from "../../scripts/readme";

const ROOT = path.resolve(__dirname, "..", "..");

describe("README", () => {
  it("lists every notebook with the cost that its last run measured", () => {
    const readme = fs.readFileSync(path.join(ROOT, "README.md"), "utf8");
    const table = notebookTable(path.join(ROOT, "notebooks"));
    expect(withTable(readme, table)).toBe(readme);
    expect(table).not.toContain("not measured");
  });

  it("says so when its marks are missing", () => {
    expect(() => withTable("# no marks", "| a |")).toThrow("lacks the marks");
  });

  it("shows pictures that exist", () => {
    const readme = fs.readFileSync(path.join(ROOT, "README.md"), "utf8");
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]!);
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) expect(fs.existsSync(path.join(ROOT, picture))).toBe(true);
  });
});
