import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * Path of a checkpoint that the repository ships, wherever the notebook or program runs.
 * @throws Error naming the checkpoints there are when there is none of that name.
 */
export function checkpoint(name: string): string {
  const library = path.dirname(createRequire(__filename).resolve("dgm/package.json"));
  const folder = path.resolve(library, "..", "data", "checkpoints");
  const file = path.join(folder, `${name}.safetensors`);
  if (fs.existsSync(file)) return file;
  const present = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const names = present.filter((f) => f.endsWith(".safetensors")).map((f) => path.parse(f).name);
  throw new Error(
    `checkpoint: there is no '${name}' in ${folder}; it has ${names.join(", ") || "none"}. ` +
      `Train it with 'npm run train -- ${name}', or restore it with 'git checkout -- data/checkpoints'.`,
  );
}
