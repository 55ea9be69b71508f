import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/notebooks/browser/chromium";

function withProgram<T>(name: string, use: (folder: string, file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "dgm-chromium-"));
  const file = join(folder, name);
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  try {
    return use(folder, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("findChromium", () => {
  it("looks along the PATH", () => {
    withProgram("google-chrome", (folder, file) => {
      expect(findChromium({ PATH: `relative:${folder}` })).toBe(file);
    });
  });

  it("takes the one that CHROMIUM names, and no other", () => {
    withProgram("chromium", (folder, file) => {
      withProgram("mine", (_, mine) => {
        expect(findChromium({ PATH: folder, CHROMIUM: mine })).toBe(mine);
      });
      expect(findChromium({ PATH: folder, CHROMIUM: join(folder, "none") })).toBeUndefined();
      expect(findChromium({ PATH: folder, CHROMIUM: "" })).toBe(file);
    });
  });
});
