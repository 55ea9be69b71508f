import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dealer, Subscriber } from "zeromq";
import { createMessage, decode, encode, type Message } from "../../scripts/kernel/message";

export const ROOT = path.resolve(__dirname, "..", "..");
const fromTslab = createRequire(
  createRequire(path.join(ROOT, "package.json")).resolve("tslab/package.json"),
);
const zmq = fromTslab("zeromq") as typeof import("zeromq");

/** An iopub message of a cell. */
export interface Output {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** How a cell ended; `timeout` when no answer came in time. */
export interface CellResult {
  readonly status: string;
  readonly outputs: readonly Output[];
  /** Everything printed on stdout. */
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
  /** The command; `{connection_file}` stands for the file. @default the one in our kernelspec */
  readonly argv?: readonly string[];
  /** @default the notebooks' folder */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The Node that runs it. @default the one that runs the tests */
  readonly node?: string;
}

/** The command of our kernelspec. */
export function kernelspecCommand(): string[] {
  const folder = path.join(ROOT, "scripts", "jupyter", "kernels", "dgm");
  const spec = JSON.parse(fs.readFileSync(path.join(folder, "kernel.json"), "utf8")) as {
    argv: string[];
  };
  return spec.argv.map((word) => word.replace("{resource_dir}", folder));
}

/** The command of tslab as published. */
export const STOCK_COMMAND: readonly string[] = [
  "node",
  path.join(ROOT, "node_modules", "tslab", "bin", "tslab"),
  "kernel",
  "--config-path",
  "{connection_file}",
];

/** Ports that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = net.createServer();
      return new Promise<net.Server>((resolve) =>
        server.listen(0, "127.0.0.1", () => resolve(server)),
      );
    }),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The content of a connection file with free ports. */
export async function createConnection(): Promise<Record<string, string | number>> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port } as Record<
    string,
    number
  >;
  const signed = { key: randomUUID(), signature_scheme: "hmac-sha256" };
  return { transport: "tcp", ip: "127.0.0.1", kernel_name: "dgm", ...signed, ...ports };
}

/** The words of the command, with the connection file and the Node put in. */
export function commandFor(options: KernelOptions, connectionFile: string): [string, string[]] {
  const [program, ...words] = (options.argv ?? kernelspecCommand()).map((word) =>
    word.replace("{connection_file}", connectionFile),
  );
  const node = options.node ?? process.execPath;
  const [first, ...rest] = [program!, ...words].map((word) => (word === "node" ? node : word));
  return [first!, rest];
}

interface Waiting {
  readonly outputs: Output[];
  reply: Readonly<Record<string, unknown>> | undefined;
  idle: boolean;
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
  readonly #waiting = new Map<string, Waiting>();
  readonly #shell: Dealer = new zmq.Dealer();
  readonly #control: Dealer = new zmq.Dealer();
  readonly #iopub: Subscriber = new zmq.Subscriber({ receiveHighWaterMark: 0 });

  private constructor(
    options: KernelOptions,
    connection: Record<string, string | number>,
    folder: string,
  ) {
    this.#key = String(connection["key"]);
    this.#folder = folder;
    const [program, words] = commandFor(options, path.join(folder, "connection.json"));
    this.child = spawn(program, words, {
      cwd: options.cwd ?? path.join(ROOT, "notebooks"),
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
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
    const began = performance.now();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dgm-kernel-"));
    const connection = await createConnection();
    fs.writeFileSync(path.join(folder, "connection.json"), JSON.stringify(connection));
    const client = new KernelClient(options, connection, folder);
    await client.#ready();
    client.startMs = performance.now() - began;
    return client;
  }

  /** Runs a cell. Several may be sent without waiting, as Run All does. */
  async execute(code: string, timeout = 60_000): Promise<CellResult> {
    const began = performance.now();
    const { outputs, reply } = await this.#send(
      this.#shell,
      "execute_request",
      {
        code,
        silent: false,
        store_history: true,
        allow_stdin: false,
        stop_on_error: true,
        user_expressions: {},
      },
      timeout,
    );
    const printed = (name: string): string =>
      outputs
        .filter(({ type, content }) => type === "stream" && content["name"] === name)
        .map(({ content }) => String(content["text"]))
        .join("");
    const error = outputs.find(({ type }) => type === "error")?.content as CellResult["error"];
    const result = outputs.find(({ type }) => type === "execute_result")?.content["data"];
    const value = (result as Record<string, string> | undefined)?.["text/plain"];
    const status = reply === undefined ? "timeout" : String(reply["status"]);
    const ms = performance.now() - began;
    const streams = { stdout: printed("stdout"), stderr: printed("stderr") };
    return { status, outputs, ...streams, value, error, reply: reply ?? {}, ms };
  }

  /** Sends a request on the shell channel and returns the content of its reply. */
  async request(type: string, content: object, timeout = 30_000): Promise<Record<string, unknown>> {
    const { reply } = await this.#send(this.#shell, type, content, timeout);
    if (reply === undefined) throw new Error(`no reply to ${type} within ${timeout} ms`);
    return reply;
  }

  /** What the Stop button does. */
  interrupt(): void {
    this.child.kill("SIGINT");
  }

  /** Asks the kernel to end; resolves to the milliseconds that took. */
  async shutdown(): Promise<number> {
    const began = performance.now();
    void this.#send(this.#control, "shutdown_request", { restart: false }, 10_000);
    const ended = await this.#exited(10_000);
    if (!ended) this.child.kill("SIGKILL");
    const ms = performance.now() - began;
    this.close();
    return ms;
  }

  /** Kills the kernel and cleans up; safe to call twice. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#exited(5_000);
    this.close();
  }

  /** Closes the client's side only. */
  close(): void {
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

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (this.child.exitCode !== null) {
        throw new Error(`the kernel ended while starting:\n${this.processOutput}`);
      }
      const { reply, idle } = await this.#send(
        this.#shell,
        "kernel_info_request",
        {},
        attempt === 0 ? 20_000 : 200,
        attempt === 0,
      );
      if (reply !== undefined && idle) return;
    }
    throw new Error(`the kernel did not answer:\n${this.processOutput}`);
  }

  /** Sends a request and waits for its reply and for `idle`; `replyOnly`: for the reply alone. */
  async #send(
    socket: Dealer,
    type: string,
    content: object,
    timeout: number,
    replyOnly = false,
  ): Promise<Omit<Waiting, "finish">> {
    const message = createMessage(type, content, this.#session);
    const waiting: Waiting = {
      outputs: [],
      reply: undefined,
      idle: false,
      finish: () => undefined,
    };
    this.#waiting.set(message.header.msg_id, waiting);
    const done = new Promise<void>((resolve) => {
      waiting.finish = () => {
        if (waiting.reply && (waiting.idle || replyOnly)) resolve();
      };
    });
    const timer = new AbortController();
    await socket.send(encode(message, this.#key));
    await Promise.race([
      done,
      sleep(timeout, undefined, { signal: timer.signal, ref: false }).catch(() => undefined),
    ]);
    timer.abort();
    return waiting;
  }

  async #receive(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) this.#note(decode(frames, this.#key));
  }

  #note(message: Message): void {
    const waiting = this.#waiting.get((message.parent as { msg_id?: string }).msg_id ?? "");
    if (waiting === undefined) return;
    const type = message.header.msg_type;
    if (type.endsWith("_reply")) waiting.reply = message.content;
    else if (type !== "status") waiting.outputs.push({ type, content: message.content });
    else if (message.content["execution_state"] === "idle") waiting.idle = true;
    waiting.finish();
  }
}
