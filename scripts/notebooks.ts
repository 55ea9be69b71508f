import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { takeScreenshot } from "./notebooks/browser/screenshot";
import { executeNotebook } from "./notebooks/execute";
import { finishedText } from "./notebooks/finish";
import { checkNotebook } from "./notebooks/problems";
import { describeFailure, reportTable, type Row } from "./notebooks/report";
import { selectNotebooks } from "./notebooks/select";
import { writeAtomically } from "./setup/files";
import { notebookFolder } from "./setup/jupyter";
import { placesOf } from "./setup/paths";

const USAGE = `usage: npm run notebooks -- [names] [--write] [--check] [--timeout seconds]
  Executes notebooks (all, or the named: 05, 05-ddpm, a path) and checks that their stored outputs are up to date.
  --write    stores the outputs in the notebooks
  --check    checks the files only, executes nothing
  --timeout  seconds that a cell may take (600)
  --screenshot file.png
             runs the one named notebook in JupyterLab and takes a picture of its last figure, for the README`;

interface Options {
  readonly names: readonly string[];
  readonly write: boolean;
  readonly check: boolean;
  readonly timeout: number;
  readonly screenshot: string | undefined;
}

function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      write: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      timeout: { type: "string", default: "600" },
      screenshot: { type: "string" },
    },
  });
  const timeout = Number(values.timeout);
  if (!Number.isInteger(timeout) || timeout < 1)
    throw new Error(`--timeout is ${values.timeout}, expected a whole number of seconds from 1`);
  const { write, check, screenshot } = values;
  if (write && check) throw new Error("--write executes and --check does not; give one of them");
  if (screenshot !== undefined && (write || check || positionals.length !== 1))
    throw new Error("--screenshot takes a picture of one notebook; name one, and no other flag");
  return { names: positionals, write, check, timeout, screenshot };
}

/** Executes one notebook, and stores its outputs if asked to and if nothing failed. */
async function execute(file: string, { write, timeout }: Options): Promise<Row> {
  console.log(`${basename(file)} ...`);
  const execution = await executeNotebook(file, { timeout });
  let passed = execution.failure === undefined;
  if (execution.failure) console.error(describeFailure(file, execution.failure));
  else if (write) {
    try {
      writeAtomically(file, await finishedText(execution, placesOf().root));
    } catch (error) {
      passed = false;
      console.error(`${basename(file)}: ${(error as Error).message}`);
    }
  }
  return { ...execution, file, passed, bytes: statSync(file).size };
}

/** Prints what is wrong with the stored file; true when nothing is. */
function check(file: string): boolean {
  const problems = checkNotebook(readFileSync(file, "utf8"));
  for (const problem of problems) console.error(`${basename(file)}: ${problem}`);
  return problems.length === 0;
}

/**
 * npm run notebooks: executes notebooks headless through the real kernel, prints the time and peak memory of each, and
 * checks that what is stored in them is up to date.
 *
 * @returns 1 when a cell failed or a stored notebook has a problem, 2 when the arguments make no sense
 */
export async function main(args: string[]): Promise<number> {
  let options: Options;
  let files: string[];
  try {
    options = readOptions(args);
    files = selectNotebooks(options.names, notebookFolder(placesOf()));
  } catch (error) {
    console.error(`notebooks: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.screenshot !== undefined) {
    await takeScreenshot(files[0]!, options.screenshot);
    return 0;
  }
  const rows: Row[] = [];
  let failed = false;
  for (const file of files) {
    const row = options.check ? undefined : await execute(file, options);
    if (row) rows.push(row);
    // What a failing run leaves is as old as it was: its own message is the one to read.
    if (row?.passed === false || !check(file)) failed = true;
  }
  if (rows.length > 0) console.log(`\n${reportTable(rows)}`);
  if (options.check && !failed) console.log(`${files.length} notebooks are as they should be.`);
  return failed ? 1 : 0;
}
