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
    "usage: npm run bench -- [names] [--only PART] [--rounds N] [--notebooks] [--write]",
    `  names:       ${known.map(({ name }) => name).join(", ")}; without any, all of them`,
    `  --only PART  measure that part alone, of ${partsOf(known).join(", ")}; may be repeated`,
    `  --rounds N   turns that each side takes (default ${DEFAULT_ROUNDS})`,
    "  --notebooks  run the notebooks instead of reading the times stored in them",
    "  --write      store the figures in data/bench.json",
  ].join("\n");

const partsOf = (measurements: readonly Measurement[]): string[] =>
  measurements.flatMap(({ parts = [] }) => parts);

/** Those that are named, or all; with `only`, those of them that have such parts. */
function choose(
  known: readonly Measurement[],
  names: readonly string[],
  only: readonly string[],
): { readonly measurements: readonly Measurement[] } | { readonly problem: string } {
  const unknown = names.find((name) => !known.some((each) => each.name === name));
  if (unknown !== undefined) return { problem: `there is no measurement named '${unknown}'` };
  const named = known.filter(({ name }) => names.length === 0 || names.includes(name));
  const parts = partsOf(named);
  const stranger = only.find((part) => !parts.includes(part));
  if (stranger !== undefined)
    return {
      problem: `there is no part named '${stranger}'; known: ${parts.join(", ") || "none"}`,
    };
  const wanted = named.filter(
    (each) => only.length === 0 || partsOf([each]).some((part) => only.includes(part)),
  );
  return { measurements: wanted };
}

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
        only: { type: "string", multiple: true, default: [] },
        rounds: { type: "string", default: String(DEFAULT_ROUNDS) },
        notebooks: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1)
      return { problem: `--rounds ${values.rounds}: a whole number of at least 1 is expected` };
    const only = values.only!;
    const chosen = choose(known, positionals, only);
    if ("problem" in chosen) return chosen;
    return { ...chosen, only, rounds, runNotebooks: values.notebooks!, write: values.write! };
  } catch (error) {
    return { problem: (error as Error).message.split(". ")[0]! };
  }
}
