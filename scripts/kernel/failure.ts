import util from "node:util";

/** A Jupyter error: its name, its message, and the lines to show. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A message of the type checker; lines and columns from 1, `file` only when it isn't the cell. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** How tslab reports a diagnostic to `console.error`. */
const DIAGNOSTIC_FORMAT = "%s%d:%d - %s";
/** Frames of the machinery under a cell. */
const MACHINERY =
  /\(?(node:|scripts[\\/]kernel[\\/]|.*tslab[\\/]dist[\\/]|dgm-cell-|evalmachine|node_modules[\\/](@cspotcode|ts-node))/;

/** The diagnostic that tslab reported with these arguments, or undefined when it reported something else. */
export function readDiagnostic(args: readonly unknown[]): Diagnostic | undefined {
  if (args[0] !== DIAGNOSTIC_FORMAT) return undefined;
  const [file, line, column, text] = args.slice(1);
  return {
    file: String(file).trim(),
    line: Number(line),
    column: Number(column),
    text: String(text),
  };
}

/** Type errors, each with the line it is about. */
export function describeDiagnostics(code: string, found: readonly Diagnostic[]): Failure {
  const lines = code.split("\n");
  const traceback = found.flatMap((diagnostic, index) => {
    const { file, line, column, text } = diagnostic;
    const before = found[index - 1];
    const continues = before?.line === line && before.column === column && before.file === file;
    if (continues) return [`    ${text}`];
    const message = `TypeScriptError: ${file || "cell"}:${line}:${column} - ${text}`;
    const source = file === "" ? lines[line - 1] : undefined;
    return source === undefined ? [message] : [message, ...excerpt(source, line, column)];
  });
  const first = found[0];
  const evalue = first
    ? `${first.file}${first.file && ":"}${first.line}:${first.column} - ${first.text}`
    : "";
  return { ename: "TypeScriptError", evalue, traceback };
}

function excerpt(source: string, line: number, column: number): string[] {
  const margin = `  ${line} | `;
  return [margin + source, `${" ".repeat(margin.length - 2)}| ${" ".repeat(column - 1)}^`];
}

/** Whatever a cell threw, with the frames of the machinery left out and the causes added. */
export function describeThrown(thrown: unknown): Failure {
  if (!util.types.isNativeError(thrown) && !(thrown instanceof Error)) {
    const evalue = util.inspect(thrown);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  return { ename: thrown.name || "Error", evalue: thrown.message, traceback: trace(thrown) };
}

/** A syntax error that only the wrapping of the cell causes, with the way around it. */
export function explainSyntax(code: string, failure: Failure): Failure {
  if (failure.ename !== "SyntaxError" || !/\bfor\s+await\b/.test(code)) return failure;
  const hint =
    "A cell whose only await is a `for await` needs another one: put `await 0;` before it.";
  return { ...failure, traceback: [...failure.traceback, hint] };
}

function trace(error: Error): string[] {
  const stack = typeof error.stack === "string" ? error.stack : `${error.name}: ${error.message}`;
  const lines = withoutExcerpt(stack)
    .split("\n")
    .filter((line) => !isMachinery(line));
  const cause = error.cause instanceof Error ? trace(error.cause) : [];
  return cause.length === 0 ? lines : [...lines, `Caused by: ${cause[0]}`, ...cause.slice(1)];
}

/** Node puts an excerpt of the code that ran before the trace; ours names the line of the source instead. */
function withoutExcerpt(stack: string): string {
  return stack.replace(/^[^\n]*:\d+\n[^\n]*\n[^\S\n]*\^+[^\S\n]*\n\n?/, "");
}

function isMachinery(line: string): boolean {
  const frame = /^\s+at (?:async )?(.*)$/.exec(line)?.[1];
  if (frame === undefined) return false;
  const place = /\(([^()]*)\)$/.exec(frame)?.[1] ?? frame;
  return MACHINERY.test(place);
}
