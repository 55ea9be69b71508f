import { absolutePathIn } from "./absolutePaths";
import { codeSha256 } from "./codeHash";
import { equationProblems } from "./equations";
import {
  codeCells,
  firstLine,
  mayFail,
  type Notebook,
  type NotebookCell,
  parseNotebook,
  PLOTLY,
  textOf,
} from "./notebook";
import { quoteProblems } from "./quotes";

/** More than this, and GitHub's and other viewers give up. */
export const MAX_BYTES = 3_000_000;
/** Code lines of a cell: notebooks narrate, the library computes. */
export const MAX_CODE_LINES = 12;

const REMEDY = "run: npm run notebooks -- --write";

/** Lines of code, without blank lines and comments. */
export function codeLines(source: string): number {
  let inComment = false;
  return source.split("\n").filter((line) => {
    const text = line.trim();
    inComment ||= text.startsWith("/*");
    const isComment = inComment || text.startsWith("//");
    if (inComment && text.includes("*/")) inComment = false;
    return text !== "" && !isComment;
  }).length;
}

function outputProblems(cell: NotebookCell): string[] {
  const outputs = cell.outputs ?? [];
  const failures = outputs.filter((output) => output.output_type === "error");
  const found = outputs.flatMap((output) => {
    const path = absolutePathIn(output);
    const problems = path === undefined ? [] : [`an output holds the absolute path ${path}`];
    const { data = {} } = output;
    if (PLOTLY in data && !("image/png" in data))
      problems.push(`a figure has no static picture; ${REMEDY}`);
    return problems;
  });
  if (!mayFail(cell)) {
    const errors = failures.map(({ ename, evalue }) => `its output is an error: ${ename}: ${evalue}`);
    return [...errors, ...found];
  }
  return failures.length > 0
    ? found
    : [...found, "it is tagged raises-exception and shows no error"];
}

function cellProblems(cell: NotebookCell, number: number): string[] {
  const lines = codeLines(textOf(cell.source));
  const problems = outputProblems(cell);
  const { execution_count: count } = cell;
  if (typeof count !== "number") problems.unshift(`it was not run; ${REMEDY}`);
  else if (count !== number)
    problems.unshift(`it was run as number ${count}, out of order; ${REMEDY}`);
  if (lines > MAX_CODE_LINES)
    problems.push(
      `it has ${lines} lines of code, more than ${MAX_CODE_LINES}; move code into the library`,
    );
  return problems.map((problem) => `code cell ${number} (${firstLine(cell)}): ${problem}`);
}

function notebookProblems(notebook: Notebook): string[] {
  const problems: string[] = [];
  const { kernelspec, dgm } = notebook.metadata;
  if (kernelspec?.name !== "dgm" || kernelspec.language !== "typescript")
    problems.push(
      `its kernel is ${JSON.stringify(kernelspec?.name)} for ${JSON.stringify(kernelspec?.language)}, ` +
        'expected "dgm" for "typescript"; choose the kernel "TypeScript (dgm)" in JupyterLab and save',
    );
  const cells = codeCells(notebook);
  if (cells.length > 0 && cells.every((cell) => (cell.outputs ?? []).length === 0))
    return [...problems, `it has no outputs; ${REMEDY}`];
  if (dgm?.codeSha256 === undefined)
    problems.push(`it does not say which code made its outputs; ${REMEDY}`);
  else if (dgm.codeSha256 !== codeSha256(notebook))
    problems.push(`its code was changed since its outputs were made; ${REMEDY}`);
  return problems;
}

/**
 * What is wrong with a notebook as it would be committed: outputs missing, failed, or older than the code; figures
 * without a static picture; too large a file; cells that are too long; equations that are not tagged or results that are
 * not checked; numbers in texts that no output shows.
 *
 * @param text the content of the file
 * @returns one line a problem, each with what to do; empty when all is well
 */
export function checkNotebook(text: string): string[] {
  const notebook = parseNotebook(text, "the file");
  const bytes = Buffer.byteLength(text);
  const size =
    bytes > MAX_BYTES
      ? [`it has ${(bytes / 1e6).toFixed(1)} MB, more than the ${MAX_BYTES / 1e6} MB that viewers take`]
      : [];
  const cells = codeCells(notebook).flatMap((cell, index) => cellProblems(cell, index + 1));
  const texts = [...equationProblems(notebook), ...quoteProblems(notebook)];
  return [...notebookProblems(notebook), ...size, ...cells, ...texts];
}
