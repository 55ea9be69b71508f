import type { NotebookOutput } from "./notebook";

/**
 * A path that starts at the root of a file system: two folders deep or more, or after a drive letter or `file://`.
 * What stands before keeps fractions, URLs, tags and MIME types out.
 */
const ABSOLUTE =
  /(?<=^|[\s([{'"`=:,])(?:\/[\w.@+-]+(?:\/[\w.@+-]+)+|[A-Za-z]:\\[\w.@+-]+(?:\\[\w.@+-]+)*)|file:\/\/[^\s"'<>)]+/m;
const DATA_URI = /data:[\w/+.-]+;base64,[\w+/=]+/g;
/** MIME types whose content is not for reading. */
const OPAQUE = /^image\/(?!svg)|^audio\/|^video\/|pdf$/;
/** Keys of a figure under which numbers and pictures are packed as base64. */
const PACKED = new Set(["bdata", "source"]);

function* texts(value: unknown, key = ""): Generator<string> {
  if (typeof value === "string") {
    if (!PACKED.has(key)) yield value;
  } else if (Array.isArray(value)) {
    const lines = value.every((entry) => typeof entry === "string");
    if (lines) yield value.join("");
    else for (const entry of value) yield* texts(entry, key);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, entry] of Object.entries(value)) yield* texts(entry, name);
  }
}

/** Everything in an output that can be read, piece by piece. */
function* readable(output: NotebookOutput): Generator<string> {
  yield* texts([output.text ?? [], output.traceback ?? []].flat().join("\n"));
  for (const [mime, content] of Object.entries(output.data ?? {}))
    if (!OPAQUE.test(mime)) yield* texts(content);
}

/** The first absolute path in an output, which would tell readers of a machine that is not theirs; or undefined. */
export function absolutePathIn(output: NotebookOutput): string | undefined {
  for (const text of readable(output)) {
    const found = ABSOLUTE.exec(text.replace(DATA_URI, ""));
    if (found) return found[0];
  }
  return undefined;
}

function replaceIn(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((entry) => replaceIn(entry, replace));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, entry]) => [key, replaceIn(entry, replace)]));
}

/**
 * The output with paths below the given folder made relative to it.
 *
 * @param root the folder, such as the repository's
 */
export function withoutFolder(output: NotebookOutput, root: string): NotebookOutput {
  const below = [`${root}/`, `${root}\\`];
  const replace = (text: string): string =>
    [...below, root].reduce((rest, part) => rest.split(part).join(part === root ? "." : ""), text);
  return replaceIn(output, replace) as NotebookOutput;
}
