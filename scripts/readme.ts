import fs from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..");
const BEGIN = "<!-- notebooks: written by `npm run readme` -->";
const END = "<!-- /notebooks -->";

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

/** README with the table put between its two marks. @throws Error when the marks are missing. */
export function withTable(readme: string, table: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`readme: README.md lacks the marks '${BEGIN}' and '${END}'; put them back.`);
  }
  return `${readme.slice(0, begin)}${BEGIN}\n\n${table}\n\n${readme.slice(end)}`;
}

/** `npm run readme`: brings the README's table of notebooks up to date. */
export async function main(): Promise<number> {
  const file = path.join(ROOT, "README.md");
  const table = notebookTable(path.join(ROOT, "notebooks"));
  fs.writeFileSync(file, withTable(fs.readFileSync(file, "utf8"), table));
  console.log("README.md: the table of notebooks is up to date.");
  return 0;
}
