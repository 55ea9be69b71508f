import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { markdown } from "./show";

interface Recorded {
  readonly seconds?: number;
  readonly peakMemoryMB?: number;
  readonly machine?: string;
}

/**
 * Shows what a notebook costs: time and memory of the run whose outputs are stored in it.
 * @param name file name without its ending, "05-ddpm" for instance.
 */
export function cost(name: string): void {
  const library = path.dirname(createRequire(__filename).resolve("dgm/package.json"));
  const file = path.resolve(library, "..", "notebooks", `${name}.ipynb`);
  if (!fs.existsSync(file)) {
    throw new RangeError(`cost: there is no notebook ${file}; pass its file name without .ipynb.`);
  }
  const { metadata } = JSON.parse(fs.readFileSync(file, "utf8")) as {
    metadata: { dgm?: Recorded };
  };
  const { seconds, peakMemoryMB, machine } = metadata.dgm ?? {};
  if (seconds === undefined || peakMemoryMB === undefined) {
    markdown("**What it costs**: not measured yet.");
    return;
  }
  const where = machine === undefined ? "" : ` on ${machine}`;
  markdown(
    `**What it costs**: Run All took ${Math.round(seconds)} s and ${Math.round(peakMemoryMB)} MB of memory ` +
      `when this notebook was last written${where}.`,
  );
}
