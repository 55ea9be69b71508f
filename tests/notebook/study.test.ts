import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadStatistics } from "../../lib/metrics";
import { parseStudy, readStudy, statistics } from "../../lib/notebook";
import { temporaryFolder } from "../contracts/temporary";

const temporary = temporaryFolder();

describe("readStudy", () => {
  it("finds a study that the repository ships, and names what there is when it does not", () => {
    const { name, rows } = readStudy("fid");
    expect(name).toBe("fid");
    expect(rows.find((row) => row.name === "clean")!.figures.fid).toBeGreaterThan(0);
    expect(() => readStudy("mars")).toThrow(/^study: there is no 'mars' in .*; it has .*fid/);
    expect(() => readStudy("mars")).toThrow(
      "Measure it with 'npm run study -- mars', or restore it with 'git checkout -- data/studies'.",
    );
  });

  it.each(["{", "3", "null", "{}", '{"name":"x","rows":[{"name":"y"}]}'])(
    "refuses a file that holds %s",
    (text) => {
      const file = join(temporary, "x.json");
      writeFileSync(file, text);
      expect(() => parseStudy(file)).toThrow(
        `study: ${file} holds no study; restore it with git, or remove it and measure again`,
      );
    },
  );
});

describe("statistics", () => {
  it("finds statistics that the repository ships, and names what there is when it does not", async () => {
    const { count, mean, extractor } = await loadStatistics(statistics("mnist-train"));
    expect([count, mean.length]).toEqual([60_000, 128]);
    expect(extractor).toMatch(/^classifier-mnist dense1 sha256:/);
    expect(() => statistics("mars")).toThrow(/there is no 'mars' in .*; it has .*mnist-train/);
    expect(() => statistics("mars")).toThrow("Studies make them, see docs/metrics.md");
  });
});
