import {
  type BenchOptions,
  type Measured,
  type Measurement,
  Unavailable,
} from "./bench/measurement";
import { diffusion } from "./bench/diffusion";
import { engine } from "./bench/engine";
import { families } from "./bench/families";
import { busyWarning, describeMachine, writeFigures } from "./bench/machine";
import { firstPicture } from "./bench/firstPicture";
import { latency } from "./bench/latency";
import { memory } from "./bench/memory";
import { notebooks } from "./bench/notebooks";
import { parseArguments, USAGE } from "./bench/arguments";
import { setup } from "./bench/setup";

/** Everything that is measured, the quick things first. */
export const measurements: readonly Measurement[] = [
  setup,
  latency,
  firstPicture,
  notebooks,
  engine,
  diffusion,
  families,
  memory,
];

/** Runs one; undefined when it cannot be made here. */
async function measure(
  { name, title, run }: Measurement,
  options: BenchOptions,
): Promise<Measured | undefined> {
  console.log(`\n${title}\n`);
  try {
    const measured = await run(options);
    console.log(measured.text);
    return measured;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`${name}: not measured here: ${error.message}`);
    return undefined;
  }
}

/** The entries of bench.json: one, or one per part, so that a part may be measured again without the others. */
export function entriesOf(
  { name, parts }: Measurement,
  { figures }: Measured,
): Record<string, unknown> {
  if (parts === undefined) return { [name]: figures };
  const each = Object.entries(figures as Record<string, unknown>);
  return Object.fromEntries(each.map(([part, value]) => [`${name}.${part}`, value]));
}

/**
 * npm run bench [-- names] [--only PART] [--rounds N] [--notebooks] [--write]: measures, prints tables, and with --write
 * stores the figures in data/bench.json.
 */
export async function main(args: string[]): Promise<number> {
  const parsed = parseArguments(args, measurements);
  if ("problem" in parsed) {
    console.error(`bench: ${parsed.problem}\n${USAGE(measurements)}`);
    return 2;
  }
  const machine = describeMachine();
  console.log(`${machine.processor}, ${machine.cores} cores, ${machine.system}`);
  const warning = busyWarning(machine);
  if (warning) console.log(warning);
  const say = (line: string): void => console.error(`  ${line}`);
  const options = { ...parsed, say };
  const figures: Record<string, unknown> = {};
  for (const measurement of parsed.measurements) {
    const measured = await measure(measurement, options);
    if (measured) Object.assign(figures, entriesOf(measurement, measured));
  }
  if (parsed.write) console.log(`\nwritten: ${writeFigures(machine, figures)}`);
  return 0;
}
