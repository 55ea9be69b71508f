import fs from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import { CellPositions, type Position } from "./cellPositions";

/** Frames enough to reach from deep inside the library back to the cell. */
const FRAMES = 30;
/** A function of an earlier cell is called as a member of the cells' exports, which nobody wrote. */
const EXPORTS = /^(async )?Proxy\./;

/**
 * Makes every stack trace name the cell's lines, the library's `.ts` lines, and paths inside the repository.
 * Maps are read when a trace is made, so a library that was built anew is named correctly.
 */
export function installStackTraces(root: string, cells: CellPositions): void {
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (error, sites) =>
    [header(error), ...sites.map((site) => `    at ${frame(site, root, cells)}`)].join("\n");
}

function header(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "Error"; // its own toString throws
  }
}

function frame(site: NodeJS.CallSite, root: string, cells: CellPositions): string {
  const script = site.getScriptNameOrSourceURL() ?? "";
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  const position = CellPositions.isCell(script)
    ? cells.locate(script, line, column)
    : locateSource(script, line, column, root);
  const place = position && `${position.file}:${position.line}:${position.column}`;
  const text = withoutRoot(site.toString(), root).replace(EXPORTS, "$1");
  return place === undefined
    ? text
    : text.replace(`${withoutRoot(script, root)}:${line}:${column}`, place);
}

const withoutRoot = (file: string, root: string): string =>
  file.replaceAll(`${root}${path.sep}`, "");

/** The line of the library's source, by the map that lies beside the compiled file. */
function locateSource(
  script: string,
  line: number,
  column: number,
  root: string,
): Position | undefined {
  if (!script.startsWith(path.join(root, "lib", "dist") + path.sep)) return undefined;
  try {
    const map = JSON.parse(fs.readFileSync(`${script}.map`, "utf8")) as SourceMapPayload;
    const entry = new SourceMap(map).findEntry(line - 1, column - 1);
    if (!("originalLine" in entry)) return undefined;
    const file = path.resolve(path.dirname(script), entry.originalSource);
    const name = path.relative(root, file).split(path.sep).join("/");
    return { file: name, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  } catch {
    return undefined; // built without maps: the compiled line is the best there is
  }
}
