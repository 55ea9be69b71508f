import { join } from "node:path";
import { parseArgs } from "node:util";
import { league } from "./league/league";
import { placesOf } from "./setup/paths";
import { measureStudy } from "./studies/measureStudy";

const USAGE =
  "usage: npm run league [-- --only TEXT]   (--only: the rows whose name contains TEXT, again)";

/** `npm run league`: measures the rows of data/league.json that are missing or stale. */
export async function main(args: string[]): Promise<number> {
  try {
    const { only } = parseArgs({ args, options: { only: { type: "string" } } }).values;
    return await measureStudy(league, { folder: join(placesOf().root, "data"), only });
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) throw error;
    console.error(`league: ${(error as Error).message.split(". ")[0]}\n${USAGE}`);
    return 2;
  }
}
