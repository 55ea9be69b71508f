/** What stands between two marker lines of a source notebook. */
export type Region = "SOLUTION" | "HIDDEN TESTS";

/** What students see in place of a solution. */
export const STUB = 'throw new Error("your code here");';

function markerLines(region: Region): { begin: string; end: string } {
  return { begin: `// BEGIN ${region}`, end: `// END ${region}` };
}

/** Which marker a line is, if any. @throws Error when it holds the marker's words but is not the marker */
function markerOf(line: string, number: number, region: Region): "begin" | "end" | undefined {
  const { begin, end } = markerLines(region);
  const text = line.trim();
  if (text === begin) return "begin";
  if (text === end) return "end";
  for (const marker of [begin, end])
    if (line.includes(marker.slice(3)))
      throw new Error(
        `line ${number}: the line is \`${text}\`, expected \`${marker}\` and nothing else; ` +
          "put the marker on a line of its own",
      );
  return undefined;
}

/** Whether a text holds the words of a marker. */
export function hasMarker(source: string, region: Region): boolean {
  return source.includes(`BEGIN ${region}`) || source.includes(`END ${region}`);
}

/**
 * The text without its marked regions, markers included.
 *
 * @param stub takes the place of each region, indented as its first marker is. @default nothing does
 * @throws Error naming the line at which the markers are out of balance
 */
export function withoutRegions(source: string, region: Region, stub?: string): string {
  const { begin, end } = markerLines(region);
  const kept: string[] = [];
  let open: number | undefined;
  for (const [index, line] of source.split("\n").entries()) {
    const number = index + 1;
    const marker = markerOf(line, number, region);
    if (marker === "begin") {
      if (open !== undefined)
        throw new Error(
          `line ${number}: a second \`${begin}\` before the \`${end}\` of the one in line ${open}; ` +
            `add \`${end}\` between them`,
        );
      open = number;
      if (stub !== undefined) kept.push(/^\s*/.exec(line)![0] + stub);
    } else if (marker === "end") {
      if (open === undefined)
        throw new Error(
          `line ${number}: \`${end}\` without \`${begin}\` before it; add the latter`,
        );
      open = undefined;
    } else if (open === undefined) kept.push(line);
  }
  if (open !== undefined)
    throw new Error(
      `line ${open}: \`${begin}\` has no \`${end}\` up to the end of the cell; add it`,
    );
  return kept.join("\n");
}
