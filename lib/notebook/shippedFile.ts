import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** A kind of file that the repository ships, by name, in a folder of `data/`. */
export interface ShippedKind {
  /** As messages name it. */
  readonly what: string;
  readonly folder: string;
  /** With the point. */
  readonly ending: string;
  /** How one is made, as a half sentence. */
  readonly made: (name: string) => string;
}

/**
 * Path of the file of that name, wherever the notebook or program runs.
 * @throws Error naming the files there are when there is none of that name.
 */
export function shippedFile({ what, folder, ending, made }: ShippedKind, name: string): string {
  const library = path.dirname(createRequire(__filename).resolve("dgm/package.json"));
  const home = path.resolve(library, "..", "data", folder);
  const file = path.join(home, name + ending);
  if (fs.existsSync(file)) return file;
  const present = fs.existsSync(home) ? fs.readdirSync(home) : [];
  const names = present.filter((f) => f.endsWith(ending)).map((f) => path.basename(f, ending));
  throw new Error(
    `${what}: there is no '${name}' in ${home}; it has ${names.join(", ") || "none"}. ` +
      `${made(name)}, or restore it with 'git checkout -- data/${folder}'.`,
  );
}
