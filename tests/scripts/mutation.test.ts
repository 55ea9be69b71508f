import fs from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { main } from "../../scripts/mutation";
import { mutatedFiles, strykerOptions } from "../../scripts/mutation/options";

const ROOT = path.resolve(__dirname, "..", "..");

describe("npm run mutation", () => {
  it("covers lib/math without lists of exports, or the files that are named", () => {
    expect(mutatedFiles([])).toContain("lib/math/**/*.ts");
    expect(mutatedFiles([])).toContain("!lib/math/**/index.ts");
    expect(mutatedFiles(["kl", "schedules/cosine.ts"])).toEqual([
      "lib/math/kl.ts",
      "lib/math/schedules/cosine.ts",
    ]);
  });

  it("fails below 90 %, with a vitest configuration that is there", () => {
    const { thresholds, vitest } = strykerOptions([]) as {
      thresholds: { break: number };
      vitest: { configFile: string };
    };
    expect(thresholds.break).toBe(90);
    expect(fs.existsSync(path.join(ROOT, vitest.configFile))).toBe(true);
  });

  it("refuses a file that lib/math does not have", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await main(["nonsense"])).toBe(2);
    expect(error).toHaveBeenCalledWith(
      "mutation: no file lib/math/nonsense.ts; name files of lib/math, such as kl.",
    );
    error.mockRestore();
  });
});
