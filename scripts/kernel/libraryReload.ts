import fs from "node:fs";
import path from "node:path";

/** Forgets the loaded library when it was built anew, so that running the import cell again is enough. */
export class LibraryReload {
  readonly #folder: string;
  readonly #seen = new Map<string, number>();

  /** @param folder where the compiled library lies */
  constructor(folder: string) {
    this.#folder = folder + path.sep;
  }

  /** To be called before each cell. Objects made before keep their old code. */
  refresh(): void {
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(this.#folder));
    const changed = loaded.filter((file) => this.#hasChanged(file));
    if (changed.length === 0) return;
    for (const file of loaded) {
      Reflect.deleteProperty(require.cache, file);
      this.#seen.delete(file);
    }
  }

  #hasChanged(file: string): boolean {
    const now = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const before = this.#seen.get(file);
    this.#seen.set(file, now);
    return before !== undefined && before !== now;
  }
}
