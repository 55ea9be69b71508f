import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../setup/execute";
import { replaceFolder } from "../setup/files";
import { pip } from "../setup/pip";
import { type Places, placesOf, pythonOf } from "../setup/paths";
import { SetupProblem } from "../setup/problem";
import { findPython } from "../setup/python";
import { Unavailable } from "./measurement";

/** What the comparison was written for. */
const PACKAGES = ["torch==2.13.0", "numpy"];
const PROBE = "import numpy, torch; print(torch.__version__)";

/** What is wrong with a Python as PyTorch's side of the comparison, or undefined. */
async function problemOf(python: string): Promise<string | undefined> {
  const done = await execute(python, ["-c", PROBE], { limit: 120 });
  if (done.status === 0) return undefined;
  return done.stderr.trim().split("\n").at(-1) || `it ended with status ${done.status}`;
}

/** Makes a virtual environment with PyTorch beside its place, and moves it there when it is complete. */
async function makeVenv(places: Places, venv: string, say: (line: string) => void): Promise<void> {
  const draft = `${venv}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const { command, args } = await findPython();
  say(
    "making .local/torch with PyTorch, once (on Linux x86-64 its build for CUDA, several GB) ...",
  );
  const made = await execute(command, [...args, "-m", "venv", draft]);
  if (made.status !== 0) throw new Unavailable(`python -m venv failed: ${made.stderr.trim()}`);
  const signal = new AbortController().signal;
  await pip({ places, signal }, "Installing PyTorch", ["install", "--quiet", ...PACKAGES], draft);
  replaceFolder(draft, venv);
}

/**
 * A Python that has PyTorch: the one that TORCH_PYTHON names, or that of `.local/torch`, made here when it is missing.
 *
 * @throws Unavailable saying why there is none and what to do
 */
export async function torchPython(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
  places: Places = placesOf(),
): Promise<string> {
  const named = env.TORCH_PYTHON;
  if (named !== undefined && named !== "") {
    const problem = await problemOf(named);
    if (problem === undefined) return named;
    throw new Unavailable(
      `TORCH_PYTHON=${named} cannot be used (${problem}); name a Python that has torch and numpy, ` +
        "or unset it to have one made in .local/torch.",
    );
  }
  const venv = join(places.local, "torch");
  try {
    if (!existsSync(pythonOf(venv))) await makeVenv(places, venv, say);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    throw new Unavailable(
      `${error.message}\n  Or name a Python that has torch and numpy in TORCH_PYTHON.`,
    );
  }
  const problem = await problemOf(pythonOf(venv));
  if (problem === undefined) return pythonOf(venv);
  throw new Unavailable(`.local/torch cannot be used (${problem}); delete it and run this again.`);
}
