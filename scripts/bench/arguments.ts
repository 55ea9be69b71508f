import { parseArgs } from "node:util";
import type { BenchOptions, Measurement } from "./measurement";

/** What the command line asks for. */
export interface BenchArguments extends Omit<BenchOptions, "say"> {
  readonly measurements: readonly Measurement[];
  readonly write: boolean;
}

const DEFAULT_ROUNDS = 9;

export const USAGE = (known: readonly Measurement[]): string =>
  [
    "usage: npm run bench -- [names] [--rounds N] [--notebooks] [--write]",
    `  names:       ${known.map(({ name }) => name).join(", ")}; without any, all of them`,
    `  --rounds N   turns that each side takes (default ${DEFAULT_ROUNDS})`,
    "  --notebooks  run the notebooks instead of reading the times stored in them",
    "  --write      store the figures in data/bench.json",
  ].join("\n");

/** Reads the command line. */
export function parseArguments(
  args: string[],
  known: readonly Measurement[],
): BenchArguments | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: String(DEFAULT_ROUNDS) },
        notebooks: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1)
      return { problem: `--rounds ${values.rounds}: a whole number of at least 1 is expected` };
    const unknown = positionals.find((name) => !known.some((each) => each.name === name));
    if (unknown !== undefined) return { problem: `there is no measurement named '${unknown}'` };
    const chosen = known.filter(
      ({ name }) => positionals.length === 0 || positionals.includes(name),
    );
    return { measurements: chosen, rounds, runNotebooks: values.notebooks!, write: values.write! };
  } catch (error) {
    return { problem: (error as Error).message.split(". ")[0]! };
  }
}
