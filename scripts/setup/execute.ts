import { spawn } from "node:child_process";

export interface Executed {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecuteOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the process when aborted. */
  readonly signal?: AbortSignal;
  /** Seconds after which the process is ended. @default no limit */
  readonly limit?: number;
  /** Through the shell (Windows needs it for `npm.cmd`). @default false */
  readonly shell?: boolean;
}

/**
 * Runs a program to its end and collects what it wrote.
 * A program that does not exist is reported as status 127, as a shell would; it never rejects.
 */
export function execute(
  command: string,
  args: readonly string[],
  options: ExecuteOptions = {},
): Promise<Executed> {
  return new Promise((resolve) => {
    const { cwd, env, signal, limit, shell } = options;
    const timeout = limit === undefined ? undefined : limit * 1000;
    const child = spawn(command, [...args], {
      cwd,
      env,
      signal,
      timeout,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => {
      resolve({ status: 127, signal: null, stdout, stderr: `${stderr}${error.message}` });
    });
    child.on("close", (status, killed) => resolve({ status, signal: killed, stdout, stderr }));
  });
}

/** How a process ended, in words, with the last lines that it wrote. */
export function describeEnd(done: Executed, lines = 12): string {
  const how = done.signal ? `was ended by ${done.signal}` : `ended with status ${done.status}`;
  const text = `${done.stdout}\n${done.stderr}`.trim().split("\n").slice(-lines);
  return [how, ...text.map((line) => `    ${line}`)].join("\n");
}
