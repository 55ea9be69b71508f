import { expect } from "vitest";
import type { StudyFile } from "../../lib/notebook";
import { rowFingerprint } from "../../scripts/studies/runStudy";
import type { Study } from "../../scripts/studies/study";

/** Every row of a study is in its file, measured with the settings and weights that there are now. */
export async function expectComplete(
  { rows }: StudyFile,
  study: Study,
  command: string,
): Promise<void> {
  const stored = new Map(rows.map((row) => [row.name, row.fingerprint]));
  const settings = await study.settings();
  for (const row of study.rows) {
    const why = `${row.name}: run '${command}' and commit what it writes`;
    expect(stored.get(row.name), why).toBe(rowFingerprint(settings, row));
  }
}
