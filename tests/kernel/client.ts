import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dealer, Subscriber } from "zeromq";
import { createMessage, decode, encode, type Message } from "../../scripts/kernel/message";
import {
  createConnection,
  fillIn,
  kernelspecCommand,
  ROOT,
  type Command,
  type Connection,
} from "./connection";

const fromTslab = createRequire(
  createRequire(path.join(ROOT, "package.json")).resolve("tslab/package.json"),
);
const zmq = fromTslab("zeromq") as typeof import("zeromq");

/** A kernel must have answered after this many milliseconds; a busy machine takes its time. */
const STARTING = 150_000;

/** An iopub message of a cell. */
export interface Output {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** How a cell ended. */
export interface CellResult {
  /** `ok`, `error`, `aborted`, or `timeout` when no answer came in time. */
  readonly status: string;
  readonly outputs: readonly Output[];
  readonly stdout: string;
  readonly stderr: string;
  /** The text of the last expression's value. */
  readonly value: string | undefined;
  readonly error: { ename: string; evalue: string; traceback: string[] } | undefined;
  readonly reply: Readonly<Record<string, unknown>>;
  /** Milliseconds from the request to `idle` and the reply. */
  readonly ms: number;
}

/** How to start a kernel. */
export interface KernelOptions {
  /** @default that of our kernelspec */
  readonly command?: Command;
  /** @default the notebooks' folder */
  readonly cwd?: string;
  /** The Node that runs it. @default the one that runs the tests */
  readonly node?: string;
}

/** How to wait for an answer. */
interface Waiting {
  /** Milliseconds. @default 60,000 */
  readonly timeout?: number;
  /** Called with each output as it comes. */
  readonly onOutput?: (output: Output) => void;
}

interface Pending {
  readonly outputs: Output[];
  readonly onOutput: ((output: Output) => void) | undefined;
  reply: Readonly<Record<string, unknown>> | undefined;
  idle: boolean;
  /** Called when both the reply and `idle` are there. */
  finish(): void;
}

/** A small Jupyter client that starts a kernel and talks to it as JupyterLab does. */
export class KernelClient {
  /** What the kernel wrote to its own stdout and stderr, that is into no cell. */
  processOutput = "";
  /** Milliseconds from the start of the process to the first answer. */
  startMs = 0;
  readonly child: ChildProcess;
  readonly #key: string;
  readonly #folder: string;
  readonly #session = randomUUID();
  readonly #pending = new Map<string, Pending>();
  readonly #shell: Dealer = new zmq.Dealer();
  readonly #control: Dealer = new zmq.Dealer();
  readonly #iopub: Subscriber = new zmq.Subscriber({ receiveHighWaterMark: 0 });

  private constructor(child: ChildProcess, connection: Connection, folder: string) {
    this.child = child;
    this.#key = String(connection["key"]);
    this.#folder = folder;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk: Buffer) => (this.processOutput += chunk.toString()));
    }
    const address = (port: string): string => `tcp://127.0.0.1:${connection[port]}`;
    this.#shell.connect(address("shell_port"));
    this.#control.connect(address("control_port"));
    this.#iopub.connect(address("iopub_port"));
    this.#iopub.subscribe();
    for (const socket of [this.#shell, this.#control, this.#iopub]) void this.#receive(socket);
  }

  /** Starts a kernel and waits until it answers. */
  static async start(options: KernelOptions = {}): Promise<KernelClient> {
    const { command = kernelspecCommand(), node = process.execPath } = options;
    const began = performance.now();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dgm-kernel-"));
    const connection = await createConnection();
    const file = path.join(folder, "connection.json");
    fs.writeFileSync(file, JSON.stringify(connection));
    const { program, words } = fillIn(command, node, file);
    const cwd = options.cwd ?? path.join(ROOT, "notebooks");
    const child = spawn(program, words, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const client = new KernelClient(child, connection, folder);
    await client.#ready();
    client.startMs = performance.now() - began;
    return client;
  }

  /** Runs a cell. Several may be sent without waiting, as Run All does. */
  async execute(code: string, waiting: Waiting = {}): Promise<CellResult> {
    const began = performance.now();
    const content = {
      code,
      silent: false,
      store_history: true,
      allow_stdin: false,
      stop_on_error: true,
      user_expressions: {},
    };
    const pending = await this.#send(this.#shell, "execute_request", content, waiting);
    return { ...summary(pending), ms: performance.now() - began };
  }

  /** Sends a request on the shell channel and returns the content of its reply. */
  async request(type: string, content: object): Promise<Readonly<Record<string, unknown>>> {
    const { reply } = await this.#send(this.#shell, type, content);
    if (reply === undefined) throw new Error(`no reply to ${type} came`);
    return reply;
  }

  /** What the Stop button does. */
  interrupt(): void {
    this.child.kill("SIGINT");
  }

  /** Asks the kernel to end; resolves to the milliseconds that took. */
  async shutdown(): Promise<number> {
    const began = performance.now();
    void this.#send(this.#control, "shutdown_request", { restart: false });
    if (!(await this.#exited(10_000))) this.child.kill("SIGKILL");
    this.#close();
    return performance.now() - began;
  }

  /** Kills the kernel and cleans up; safe to call twice. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#exited(5_000);
    this.#close();
  }

  #close(): void {
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  async #exited(timeout: number): Promise<boolean> {
    const began = performance.now();
    while (this.child.exitCode === null && this.child.signalCode === null) {
      if (performance.now() - began > timeout) return false;
      await sleep(10);
    }
    return true;
  }

  /** Waits for an answer on both channels; asks again only when a subscription was later than the answer. */
  async #ready(): Promise<void> {
    const end = Date.now() + STARTING;
    while (Date.now() < end) {
      const answer = await this.#send(this.#shell, "kernel_info_request", {}, { timeout: 0 });
      while (answer.reply === undefined && Date.now() < end) {
        const ended = this.child.exitCode !== null;
        if (ended) throw new Error(`the kernel ended while starting:\n${this.processOutput}`);
        await sleep(20);
      }
      await sleep(answer.idle ? 0 : 200);
      if (answer.idle) return;
    }
    throw new Error(`the kernel did not answer:\n${this.processOutput}`);
  }

  /** Sends a request and waits for its reply and for `idle`. */
  async #send(
    socket: Dealer,
    type: string,
    content: object,
    waiting: Waiting = {},
  ): Promise<Pending> {
    const { timeout = 60_000, onOutput } = waiting;
    const message = createMessage(type, content, this.#session);
    const pending: Pending = {
      outputs: [],
      onOutput,
      reply: undefined,
      idle: false,
      finish: () => undefined,
    };
    this.#pending.set(message.header.msg_id, pending);
    const done = new Promise<void>((resolve) => (pending.finish = resolve));
    const timer = new AbortController();
    await socket.send(encode(message, this.#key));
    const late = sleep(timeout, undefined, { signal: timer.signal, ref: false });
    await Promise.race([done, late.catch(() => undefined)]);
    timer.abort();
    return pending;
  }

  async #receive(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) this.#note(decode(frames, this.#key));
  }

  #note(message: Message): void {
    const pending = this.#pending.get((message.parent as { msg_id?: string }).msg_id ?? "");
    if (pending === undefined) return;
    const { content } = message;
    const type = message.header.msg_type;
    if (type.endsWith("_reply")) pending.reply = content;
    else if (type === "status") pending.idle ||= content["execution_state"] === "idle";
    else {
      pending.outputs.push({ type, content });
      pending.onOutput?.({ type, content });
    }
    if (pending.reply !== undefined && pending.idle) pending.finish();
  }
}

/** What the messages say about a cell. */
function summary({ outputs, reply }: Pending): Omit<CellResult, "ms"> {
  const contents = (type: string) =>
    outputs.filter((output) => output.type === type).map((output) => output.content);
  const printed = (name: string): string =>
    contents("stream")
      .filter((content) => content["name"] === name)
      .map((content) => String(content["text"]))
      .join("");
  const data = contents("execute_result")[0]?.["data"] as Record<string, string> | undefined;
  return {
    status: reply === undefined ? "timeout" : String(reply["status"]),
    outputs,
    stdout: printed("stdout"),
    stderr: printed("stderr"),
    value: data?.["text/plain"],
    error: contents("error")[0] as CellResult["error"],
    reply: reply ?? {},
  };
}
