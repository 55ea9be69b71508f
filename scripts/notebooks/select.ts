import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** The notebooks in a folder, in order. */
export function listNotebooks(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith(".ipynb"))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * The notebook files that names stand for: "05", "05-ddpm", "05-ddpm.ipynb", or the path of a file.
 *
 * @param names none stands for all notebooks of the folder
 * @throws Error when a name stands for no notebook, saying which there are, or when there are none
 */
export function selectNotebooks(names: readonly string[], folder: string): string[] {
  const all = listNotebooks(folder);
  const known = all.map((file) => basename(file, ".ipynb"));
  if (names.length === 0 && all.length === 0)
    throw new Error("there is no notebook in notebooks/; restore them with: git checkout notebooks");
  if (names.length === 0) return all;
  return names.map((name) => {
    if (name.endsWith(".ipynb") && existsSync(name)) return resolve(name);
    const stem = basename(name, ".ipynb");
    const at = known.findIndex((entry) => entry === stem || entry.startsWith(`${stem}-`));
    if (at >= 0) return all[at]!;
    throw new Error(
      `there is no notebook "${name}"; there are: ${known.join(", ") || "none"} (or give the path of an .ipynb file)`,
    );
  });
}
