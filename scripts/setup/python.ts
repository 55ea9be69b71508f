import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { requireSpace } from "./disk";
import { describeEnd, execute } from "./execute";
import { fingerprint, replaceFolder } from "./files";
import { pip } from "./pip";
import { type Places, programsOf, pythonOf } from "./paths";
import { pythonRemedy, SetupProblem } from "./problem";
import type { Step, StepContext } from "./steps";

const OLDEST_PYTHON = [3, 10] as const;

/** A Python on this machine. */
export interface Python {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

const PROBE =
  "import sys; print('%d.%d.%d' % sys.version_info[:3]); import venv, ensurepip; print('venv')";

function candidates(env: NodeJS.ProcessEnv): [string, string[]][] {
  if (env.PYTHON !== undefined && env.PYTHON !== "") return [[env.PYTHON, []]];
  const versions = ["3.13", "3.12", "3.11", "3.10", "3.14"].map((v): [string, string[]] => [
    `python${v}`,
    [],
  ]);
  const plain: [string, string[]][] = [
    ["python3", []],
    ["python", []],
  ];
  return process.platform === "win32" ? [["py", ["-3"]], ...plain] : [...plain, ...versions];
}

function isNewEnough(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

/**
 * The first Python that can make the course's environment.
 *
 * @param env the environment to look in; its PYTHON, if set, is the only one tried
 * @throws SetupProblem that names what is missing: Python, its version, or its venv module
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<Python> {
  const old: string[] = [];
  const withoutVenv: string[] = [];
  for (const [command, args] of candidates(env)) {
    const done = await execute(command, [...args, "-c", PROBE], { env, limit: 20 });
    const [version = "", venv] = done.stdout.trim().split(/\s+/);
    if (!/^\d+\.\d+\.\d+$/.test(version)) continue;
    if (!isNewEnough(version)) old.push(`${command} is ${version}`);
    else if (venv !== "venv") withoutVenv.push(`${command} (${version})`);
    else return { command, args, version };
  }
  throw pythonProblem(old, withoutVenv, env.PYTHON);
}

function pythonProblem(old: string[], withoutVenv: string[], wish?: string): SetupProblem {
  const wanted = OLDEST_PYTHON.join(".");
  if (withoutVenv.length > 0)
    return new SetupProblem(
      `${withoutVenv.join(", ")} cannot make virtual environments: the modules venv and ensurepip are missing.`,
      { ...pythonRemedy, debian: "sudo apt-get install python3-venv" },
    );
  if (old.length > 0)
    return new SetupProblem(
      `Python ${wanted} or newer is needed; found: ${old.join(", ")}.`,
      pythonRemedy,
    );
  const where = wish ? `PYTHON=${wish} does not run` : "none was found on the PATH";
  return new SetupProblem(`Python ${wanted} or newer is needed, and ${where}.`, pythonRemedy);
}

/** Programs of a virtual environment name its Python by full path; this makes them look beside themselves instead. */
function makeMovable(programs: string, builtAt: string): void {
  if (process.platform === "win32") return;
  const beside = `#!/bin/sh\n'''exec' "$(dirname -- "$(readlink -f -- "$0")")/python" "$0" "$@"\n' '''\n`;
  for (const name of readdirSync(programs)) {
    const file = join(programs, name);
    if (/^[Aa]ctivate/.test(name)) rmSync(file); // they hold the full path too, and nothing here uses them
    if (/^([Aa]ctivate|python)/.test(name)) continue;
    const text = readFileSync(file, "latin1");
    if (!text.startsWith("#!") || !text.includes(builtAt)) continue;
    writeFileSync(file, beside + text.slice(text.indexOf("\n") + 1), "latin1");
    chmodSync(file, 0o755);
  }
}

async function makeVenv(context: StepContext, folder: string): Promise<void> {
  const python = await findPython();
  context.say(`making a virtual environment with Python ${python.version}`);
  const done = await execute(python.command, [...python.args, "-m", "venv", folder], {
    signal: context.signal,
  });
  if (done.status !== 0)
    throw new SetupProblem(`${python.command} -m venv ${describeEnd(done)}`, {
      ...pythonRemedy,
      debian: "sudo apt-get install python3-venv",
    });
}

/** The file in a virtual environment that says what was installed into it, written last. */
function recordOf(venv: string): string {
  return join(venv, "installed");
}

function isInstalled(venv: string, key: string): boolean {
  return existsSync(recordOf(venv)) && readFileSync(recordOf(venv), "utf8") === key;
}

/** Whether the interpreter, a link to the system's, still leads to the Python that the packages were installed for. */
function isUsable(venv: string): boolean {
  if (!existsSync(pythonOf(venv))) return false;
  if (process.platform === "win32") return true;
  const version = /python(\d+\.\d+)$/.exec(realpathSync(pythonOf(venv)));
  return version === null || existsSync(join(venv, "lib", `python${version[1]}`));
}

function listFiles(places: Places): string[] {
  return ["requirements.txt", "constraints.txt"].map((name) =>
    join(places.root, "scripts", "setup", name),
  );
}

/** JupyterLab and what runs notebooks headless, in a virtual environment of their own. */
export function pythonStep(places: Places): Step {
  const [requirements, constraints] = listFiles(places);
  const key = (): string =>
    fingerprint(...listFiles(places).map((file) => readFileSync(file, "utf8")));
  return {
    name: "Python environment",
    about: 50,
    key,
    isDone: () => isInstalled(places.venv, key()) && isUsable(places.venv),
    run: async (context) => {
      requireSpace(places.root, 0.6e9);
      const draft = join(places.scratch, "venv");
      await makeVenv(context, draft);
      context.say("installing JupyterLab and its parts");
      const args = [
        "install",
        "--quiet",
        "--no-warn-script-location",
        "-r",
        requirements,
        "-c",
        constraints,
      ];
      await pip(context, "Installing the Python packages", args, draft);
      makeMovable(programsOf(draft), draft);
      writeFileSync(recordOf(draft), key());
      replaceFolder(draft, places.venv);
      return undefined;
    },
  };
}
