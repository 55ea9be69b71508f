import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ready } from "dgm/core";
import { describeMachine } from "./bench/machine";
import { placesOf } from "./setup/paths";
import { ddimStudy } from "./studies/ddim";
import { fidStudy } from "./studies/fid";
import { ganStudy } from "./studies/gan";
import { glowStudy } from "./studies/glow";
import { runStudy } from "./studies/runStudy";
import type { Study } from "./studies/study";

/** Every table that the repository ships, by name. */
export const studies: readonly Study[] = [fidStudy, ddimStudy, ganStudy, glowStudy];

const USAGE =
  "usage: npm run study -- <name> [--only TEXT]   (--only: the rows whose name contains TEXT, again)\n" +
  `  names: ${studies.map(({ name }) => name).join(", ")}`;

/** What the command line asks for. */
export function parseArguments(
  args: string[],
  known: readonly Study[] = studies,
): { readonly study: Study; readonly only: string | undefined } | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { only: { type: "string" } },
    });
    const [name = "", more] = positionals;
    if (more !== undefined) return { problem: `one study at a time; '${more}' is one too many` };
    const study = known.find((each) => each.name === name);
    if (study === undefined) return { problem: `there is no study named '${name}'` };
    return { study, only: values.only };
  } catch (error) {
    return { problem: (error as Error).message.split(". ")[0]! };
  }
}

/** The commit that is checked out, `-dirty` where code differs from it (data that a study writes may). */
export function codeVersion(root: string): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  try {
    const changed = git("status", "--porcelain", "--", "lib", "scripts", "package-lock.json");
    return git("rev-parse", "--short=10", "HEAD") + (changed === "" ? "" : "-dirty");
  } catch {
    return "unknown";
  }
}

/** `npm run study -- <name>`: measures the rows of a study that are missing or stale. */
export async function main(args: string[]): Promise<number> {
  const parsed = parseArguments(args);
  if ("problem" in parsed) {
    console.error(`study: ${parsed.problem}\n${USAGE}`);
    return 2;
  }
  const interrupt = new AbortController();
  const abort = () => {
    console.log("Stopped after this row; the same command goes on from here.");
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, abort);
  console.log((await ready()).summary);
  const { root } = placesOf();
  const { cores, processor, system, node } = describeMachine();
  const { measured, missing } = await runStudy(parsed.study, {
    folder: join(root, "data", "studies"),
    only: parsed.only,
    commit: codeVersion(root),
    machine: `${cores} x ${processor}, ${system}, Node ${node}`,
    say: (line) => console.log(line),
    signal: interrupt.signal,
  });
  const { name } = parsed.study;
  console.log(`data/studies/${name}.json: ${measured.length} rows measured.`);
  if (missing.length > 0) console.log(`Missing or stale: ${missing.join(", ")}.`);
  return interrupt.signal.aborted ? 130 : 0;
}
