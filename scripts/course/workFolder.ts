import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { placesOf } from "../setup/paths";

/** Whether a file or folder goes along: notebooks do not, their code is given to the kernel piece by piece. */
function goesAlong(path: string): boolean {
  const name = basename(path);
  return !name.startsWith(".") && !name.endsWith(".ipynb") && name !== "node_modules";
}

/**
 * Runs `use` in a temporary copy of a student's folder that lies in the repository as `notebooks/` does: `../data` and
 * the library are where notebooks look for them, and what else lies beside the source notebooks is there, over files
 * of the same name. The copy is removed afterwards.
 *
 * @param submitted the student's folder
 * @param sources the folder of the source notebooks
 */
export async function withWorkFolder<T>(
  submitted: string,
  sources: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const { root, local } = placesOf();
  const parent = join(local, "course");
  mkdirSync(parent, { recursive: true });
  const copy = mkdtempSync(join(parent, "run-"));
  try {
    for (const entry of readdirSync(root, { withFileTypes: true }))
      if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "notebooks")
        symlinkSync(join(root, entry.name), join(copy, entry.name), "junction");
    const folder = join(copy, "notebooks");
    for (const from of [submitted, sources])
      cpSync(from, folder, {
        recursive: true,
        filter: (path) => path === from || goesAlong(path),
      });
    return await use(folder);
  } finally {
    rmSync(copy, { recursive: true, force: true, maxRetries: 3 });
  }
}
