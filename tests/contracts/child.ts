import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";

export const root = path.join(__dirname, "..", "..");

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

/**
 * Runs JavaScript in a Node process of its own, at the repository's root, with TypeScript sources loadable:
 * `require("./lib/core")`. DGM_BACKEND is unset unless given.
 * @param program the Node to run it with. Default: the one that runs this.
 */
export function startNode(
  code: string,
  env: Readonly<Record<string, string>> = {},
  program = process.execPath,
): Child {
  const inherited = { ...process.env };
  delete inherited.DGM_BACKEND;
  delete inherited.NODE_OPTIONS;
  const args = ["--require", "ts-node/register/transpile-only", "--eval", code];
  const child = spawn(program, args, { cwd: root, env: { ...inherited, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, finished };
}

/** Runs it to its end. */
export const runNode = (
  code: string,
  env: Readonly<Record<string, string>> = {},
  program = process.execPath,
) => startNode(code, env, program).finished;
