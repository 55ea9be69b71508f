import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** A fresh folder, removed when the test file is done. Call it at the top of a test file. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dgm-test-"));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
