import { join } from "node:path";
import { parseArgs } from "node:util";
import { placesOf } from "./setup/paths";
import { ddimStudy } from "./studies/ddim";
import { fidStudy } from "./studies/fid";
import { ganStudy } from "./studies/gan";
import { glowStudy } from "./studies/glow";
import { measureStudy } from "./studies/measureStudy";
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

/** `npm run study -- <name>`: measures the rows of a study that are missing or stale. */
export async function main(args: string[]): Promise<number> {
  const parsed = parseArguments(args);
  if ("problem" in parsed) {
    console.error(`study: ${parsed.problem}\n${USAGE}`);
    return 2;
  }
  const folder = join(placesOf().root, "data", "studies");
  return measureStudy(parsed.study, { folder, only: parsed.only });
}
