import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runtimeEnv } from "../setup/environment";

/** How to start a worker. */
export interface WorkerCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables beyond those that the scripts run under. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The command that runs a TypeScript file of this folder in a process of its own. */
export function scriptCommand(file: string, env: WorkerCommand["env"] = {}): WorkerCommand {
  const args = [join(__dirname, "start.cjs"), join(__dirname, file)];
  return { program: process.execPath, args, env };
}

interface Waiting {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/**
 * A long-lived process that answers requests, one JSON object a line on its stdin, by one JSON object a line on its
 * stdout: `{"result": ...}` or `{"error": "..."}`.
 */
export class LineWorker {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];
  #stderr = "";
  #ended: string | undefined;

  /** @param name what error messages call it */
  constructor(
    readonly name: string,
    command: WorkerCommand,
  ) {
    const env = { ...runtimeEnv(), ...command.env };
    this.#child = spawn(command.program, [...command.args], { env, stdio: "pipe" });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#answer(line));
    this.#child.stdin!.on("error", () => undefined); // its end is reported by "close"
    this.#child.on("error", (error) => this.#end(error.message));
    this.#child.on("close", (status, signal) =>
      this.#end(`ended (${signal ?? `status ${status}`})`),
    );
  }

  /**
   * Sends a request and waits for its answer.
   * @throws Error with the worker's own message, or its last words when it has ended
   */
  ask<T>(request: object): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#error(this.#ended));
      this.#waiting.push({ resolve: (reply) => resolve(reply as T), reject });
      this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Ends the process and waits until it is gone. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = new Promise<void>((resolve) => this.#child.once("close", () => resolve()));
    this.#child.stdin!.end();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 3000);
    await closed;
    clearTimeout(late);
  }

  #answer(line: string): void {
    let reply: { result?: unknown; error?: string };
    try {
      reply = JSON.parse(line) as typeof reply;
    } catch {
      return; // a library that prints
    }
    const waiting = this.#waiting.shift();
    if (reply.error === undefined) waiting?.resolve(reply.result);
    else waiting?.reject(this.#error(reply.error));
  }

  #end(how: string): void {
    this.#ended ??= how;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#error(how));
  }

  #error(what: string): Error {
    const words = this.#ended === undefined ? "" : `\n${this.#stderr.trim()}`;
    return new Error(`bench: ${this.name}: ${what}${words}`.trimEnd());
  }
}
