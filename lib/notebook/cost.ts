import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { markdown } from "./show";

/** What a notebook's own record says of the run that made its outputs. */
export interface RecordedCost {
  readonly seconds?: number;
  readonly peakMemoryMB?: number;
  readonly machine?: string;
}

/** The sentence that `cost` shows for a record. */
export function costText({ seconds, peakMemoryMB, machine }: RecordedCost): string {
  if (seconds === undefined || peakMemoryMB === undefined)
    return "**What it costs**: not measured yet.";
  const where = machine === undefined ? "" : ` on ${machine}`;
  return (
    `**What it costs**: Run All took ${Math.round(seconds)} s and ${Math.round(peakMemoryMB)} MB of memory ` +
    `when this notebook was last written${where}.`
  );
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
    metadata: { dgm?: RecordedCost };
  };
  markdown(costText(metadata.dgm ?? {}));
}
