import { join, resolve } from "node:path";

/** The root of the repository this file lies in. */
export const repositoryRoot = resolve(__dirname, "..", "..");

/** Where set-up puts things; all of it is below `.local/`, which git ignores, and `node_modules/`. */
export interface Places {
  readonly root: string;
  readonly local: string;
  readonly stamps: string;
  readonly venv: string;
  readonly tensorflow: string;
  readonly jupyter: string;
  readonly scratch: string;
}

/** The places of a repository; only paths are computed, nothing is made. */
export function placesOf(root: string = repositoryRoot): Places {
  const local = join(root, ".local");
  return {
    root,
    local,
    stamps: join(local, "stamps"),
    venv: join(local, "venv"),
    tensorflow: join(local, "tensorflow"),
    jupyter: join(local, "jupyter"),
    scratch: join(local, "scratch"),
  };
}

/** The folder of a virtual environment that holds its programs. */
export function programsOf(venv: string): string {
  return join(venv, process.platform === "win32" ? "Scripts" : "bin");
}

/** The Python interpreter of a virtual environment. */
export function pythonOf(venv: string): string {
  return join(programsOf(venv), process.platform === "win32" ? "python.exe" : "python");
}
