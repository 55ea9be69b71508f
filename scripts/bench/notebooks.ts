import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { executeNotebook } from "../notebooks/execute";
import { parseNotebook } from "../notebooks/notebook";
import { placesOf } from "../setup/paths";
import { type Measured, type Measurement, Unavailable } from "./measurement";
import { table } from "./table";

/** What running a notebook costs. */
interface Cost {
  readonly notebook: string;
  readonly seconds: number;
  readonly peakMemoryMB: number;
}

/** What a notebook's file says it cost when its outputs were made; undefined when they never were. */
export function storedCost(name: string, text: string): Cost | undefined {
  const { seconds, peakMemoryMB } = parseNotebook(text, name).metadata.dgm ?? {};
  if (seconds === undefined || peakMemoryMB === undefined) return undefined;
  return { notebook: name, seconds, peakMemoryMB };
}

async function measuredCost(name: string, file: string): Promise<Cost> {
  const { seconds, peakMemoryMB, failure } = await executeNotebook(file);
  if (failure) throw new Error(`bench: ${name} failed: ${failure.name}: ${failure.message}`);
  return { notebook: name, seconds, peakMemoryMB };
}

/** Time and memory of Run All, notebook by notebook. */
export const notebooks: Measurement = {
  name: "notebooks",
  title: "Run All of each notebook",
  async run({ runNotebooks, say }): Promise<Measured> {
    const folder = join(placesOf().root, "notebooks");
    const costs: Cost[] = [];
    for (const name of readdirSync(folder)
      .filter((entry) => entry.endsWith(".ipynb"))
      .sort()) {
      if (runNotebooks) say(`${name} ...`);
      const file = join(folder, name);
      const cost = runNotebooks
        ? await measuredCost(name, file)
        : storedCost(name, readFileSync(file, "utf8"));
      if (cost) costs.push(cost);
    }
    if (costs.length === 0)
      throw new Unavailable("no notebook says what it cost; add --notebooks to run them now.");
    const how = runNotebooks ? "run now" : "when their outputs were made";
    const rows = costs.map(({ notebook, seconds, peakMemoryMB }) => [
      notebook,
      seconds,
      peakMemoryMB,
    ]);
    return {
      text: table([how, "s", "peak MB"], rows),
      figures: { source: runNotebooks ? "run" : "stored", costs },
    };
  },
};
