import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Executed, execute } from "../../scripts/setup/execute";
import { placesOf, programsOf, pythonOf } from "../../scripts/setup/paths";
import { pip } from "../../scripts/setup/pip";
import { SetupProblem } from "../../scripts/setup/problem";
import { findPython } from "../../scripts/setup/python";

/** The nbgrader that the exercises are checked against. */
const VERSION = "0.9.6";

const places = placesOf();
const venv = join(places.local, "nbgrader");
/** Written last, so that an interrupted installation is not taken for a whole one. */
const record = join(venv, `nbgrader-${VERSION}`);

async function install(): Promise<void> {
  // In its final place: nbgrader calls programs of the environment, which name its folder.
  const python = await findPython();
  const made = await execute(python.command, [...python.args, "-m", "venv", "--clear", venv]);
  if (made.status !== 0) throw new SetupProblem(`venv: ${made.stderr}`);
  const constraints = join(places.root, "scripts", "setup", "constraints.txt");
  const context = { places, signal: new AbortController().signal };
  const args = ["install", "--quiet", `nbgrader==${VERSION}`, "-c", constraints];
  await pip(context, "Installing nbgrader for its tests", args, venv);
  writeFileSync(record, "");
}

/**
 * Installs nbgrader into a virtual environment of its own, once (two minutes).
 *
 * @returns why it is not there, or undefined when it is
 * @throws SetupProblem for anything but a package index that cannot be reached
 */
export async function nbgraderReason(): Promise<string | undefined> {
  if (existsSync(record)) return undefined;
  try {
    await install();
    return undefined;
  } catch (error) {
    if (!(error instanceof SetupProblem) || !error.avoidable) throw error;
    return error.message;
  }
}

/** Runs a program of that environment, with our kernel known to it and Jupyter's folders below `cwd`. */
export function nbgraderPython(args: readonly string[], cwd: string): Promise<Executed> {
  const env = {
    ...process.env,
    PATH: `${programsOf(venv)}${delimiter}${process.env["PATH"]}`,
    HOME: cwd,
    JUPYTER_PATH: join(places.root, "scripts", "jupyter"),
    JUPYTER_CONFIG_DIR: join(cwd, "jupyter"),
    JUPYTER_DATA_DIR: join(cwd, "jupyter"),
    JUPYTER_RUNTIME_DIR: join(cwd, "jupyter"),
  };
  return execute(pythonOf(venv), args, { cwd, env, limit: 300 });
}
