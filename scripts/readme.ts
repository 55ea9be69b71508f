import fs from "node:fs";
import path from "node:path";
import { readLeague } from "dgm/notebook";
import { parseNotebook } from "./notebooks/notebook";
import { leagueText, pictureOf } from "./readmeLeague";

const ROOT = path.resolve(__dirname, "..");

/** Which part of the README is written by this command; its marks are comments with that name. */
export type Part = "notebooks" | "league";

interface NotebookFile {
  readonly cells: readonly { readonly source: string | readonly string[] }[];
  readonly metadata: {
    readonly description?: string;
    readonly dgm?: { readonly seconds?: number; readonly peakMemoryMB?: number };
  };
}

/** The table of the notebooks: title, what each teaches, and the measured cost of its last run. */
export function notebookTable(folder: string): string {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const rows = files.sort().map((name) => {
    const { cells, metadata } = JSON.parse(
      fs.readFileSync(path.join(folder, name), "utf8"),
    ) as NotebookFile;
    const title = [cells[0]?.source ?? ""].flat().join("").split("\n")[0]!.replace(/^# /, "");
    const { seconds, peakMemoryMB } = metadata.dgm ?? {};
    const cost =
      seconds === undefined || peakMemoryMB === undefined
        ? "not measured"
        : `${Math.round(seconds)} s, ${Math.round(peakMemoryMB)} MB`;
    return `| [${title}](notebooks/${name}) | ${metadata.description ?? ""} | ${cost} |`;
  });
  const head = ["| notebook | what it teaches | Run All took |", "| --- | --- | --- |"];
  return [...head, ...rows].join("\n");
}

/** README with `text` put between the two marks of a part. @throws Error when the marks are missing. */
export function withPart(readme: string, part: Part, text: string): string {
  const [begin, end] = [`<!-- ${part}: written by \`npm run readme\` -->`, `<!-- /${part} -->`];
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`readme: README.md lacks the marks '${begin}' and '${end}'; put them back.`);
  }
  return `${readme.slice(0, from)}${begin}\n\n${text}\n\n${readme.slice(to)}`;
}

/** The README as it should be: the table of the notebooks, and the league with a sentence for each family. */
export function completed(readme: string): string {
  const league = readLeague();
  const notebooks = withPart(readme, "notebooks", notebookTable(path.join(ROOT, "notebooks")));
  return withPart(notebooks, "league", leagueText(league));
}

/** The README's picture of all families: what the comparison's cell `grid` shows. */
export function familiesPicture(): Buffer {
  const file = path.join(ROOT, "notebooks", "15-four-families.ipynb");
  return pictureOf(parseNotebook(fs.readFileSync(file, "utf8"), file), "grid");
}

/** Where the README's picture of all families lies. */
export const PICTURE = path.join(ROOT, "docs", "families.png");

/** `npm run readme`: brings what the README quotes up to date. */
export async function main(): Promise<number> {
  const file = path.join(ROOT, "README.md");
  fs.writeFileSync(file, completed(fs.readFileSync(file, "utf8")));
  fs.writeFileSync(PICTURE, familiesPicture());
  console.log("README.md and docs/families.png are up to date.");
  return 0;
}
