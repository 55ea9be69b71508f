import { SourceMap, type SourceMapPayload } from "node:module";

/** Where a frame of compiled code comes from. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The two steps from a cell to the code that runs: TypeScript to JavaScript, then to CommonJS. */
interface CompiledCell {
  readonly label: string;
  readonly lines: number;
  readonly steps: readonly [SourceMapPayload, SourceMapPayload];
}

const SCRIPT = "dgm-cell-";
const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;[^,]*base64,([\w+/=]+)\s*$/;
/** Lines that tslab puts before a cell's text. */
const PREFIX_LINES = 1;

/** Remembers how each cell was compiled, so that stack traces name the cell's own lines. */
export class CellPositions {
  readonly #cells = new Map<string, CompiledCell>();
  #label = "cell";

  /** The next code to be compiled is the cell with this execution count. */
  begin(executionCount: number): void {
    this.#label = `cell ${executionCount}`;
  }

  /** Compiles the module `input` and, if it is a cell, keeps its source maps. */
  compile(input: string, transpile: (input: string) => string): string {
    const [source, first] = splitMap(input);
    const [output, second] = splitMap(transpile(source));
    if (!first?.sources[0]?.endsWith("__tslab__.ts") || second === undefined) return output;
    const script = `${SCRIPT}${this.#cells.size + 1}`;
    const lines = output.split("\n").length;
    this.#cells.set(script, { label: this.#label, lines, steps: [first, second] });
    return `${output}\n//# sourceURL=${script}`;
  }

  /** True for scripts made of cells. */
  static isCell(script: string): boolean {
    return script.startsWith(SCRIPT);
  }

  /** The place in a cell (lines and columns from 1), or undefined for code that tslab put around it. */
  locate(script: string, line: number, column: number): Position | undefined {
    const cell = this.#cells.get(script);
    if (cell === undefined || line > cell.lines) return undefined;
    const [first, second] = cell.steps;
    const middle = new SourceMap(second).findEntry(line - 1, column - 1);
    if (!("originalLine" in middle)) return undefined;
    const entry = new SourceMap(first).findEntry(middle.originalLine, middle.originalColumn);
    if (!("originalLine" in entry)) return undefined;
    const original = {
      line: entry.originalLine + 1 - PREFIX_LINES,
      column: entry.originalColumn + 1,
    };
    return original.line < 1 ? undefined : { file: cell.label, ...original };
  }
}

/** Separates code from its inline source map. */
function splitMap(code: string): [string, SourceMapPayload | undefined] {
  const found = INLINE_MAP.exec(code);
  if (found === null) return [code, undefined];
  const map = JSON.parse(Buffer.from(found[1]!, "base64").toString()) as SourceMapPayload;
  return [code.slice(0, found.index), map];
}
