import { randomUUID } from "node:crypto";
import type { Publisher, Reply, Router } from "zeromq";
import { createMessage, decode, encode, type Message } from "./message";
import { PublisherQueue } from "./publisher";

/** The connection file. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

type Zmq = Pick<typeof import("zeromq"), "Publisher" | "Router" | "Reply">;

/** A request with the ways to answer it. */
export interface Request {
  readonly message: Message;
  publish(type: string, content: object): void;
  reply(content: object): void;
}

/** What the kernel does with a request. */
export type Dispatch = (type: string, request: Request) => void;

/** The kernel's side of the Jupyter protocol: five sockets, signed messages. */
export class KernelServer {
  readonly #connection: Connection;
  readonly #dispatch: Dispatch;
  readonly #session = randomUUID();
  readonly #iopub: Publisher;
  readonly #queue: PublisherQueue;
  readonly #routers: Readonly<Record<"shell" | "control" | "stdin", Router>>;
  readonly #heartbeat: Reply;

  constructor(connection: Connection, zmq: Zmq, dispatch: Dispatch) {
    this.#connection = connection;
    this.#dispatch = dispatch;
    this.#iopub = new zmq.Publisher();
    this.#queue = new PublisherQueue(this.#iopub);
    this.#routers = { shell: new zmq.Router(), control: new zmq.Router(), stdin: new zmq.Router() };
    this.#heartbeat = new zmq.Reply();
  }

  /** Binds the sockets and answers from then on. */
  async listen(): Promise<void> {
    const { shell, control, stdin } = this.#routers;
    const ports = this.#connection;
    await Promise.all([
      this.#iopub.bind(this.#address(ports.iopub_port)),
      stdin.bind(this.#address(ports.stdin_port)),
      this.#heartbeat.bind(this.#address(ports.hb_port)),
      control.bind(this.#address(ports.control_port)),
      shell.bind(this.#address(ports.shell_port)),
    ]);
    void this.#beat();
    void this.#receive(control);
    void this.#receive(shell);
  }

  /** Sends what is still waiting and closes the sockets. */
  async close(): Promise<void> {
    await this.#queue.flushed();
    for (const socket of [this.#iopub, this.#heartbeat, ...Object.values(this.#routers)]) {
      socket.close();
    }
  }

  #address(port: number): string {
    const { transport, ip } = this.#connection;
    return `${transport}://${ip}${transport === "ipc" ? "-" : ":"}${port}`;
  }

  async #beat(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  async #receive(socket: Router): Promise<void> {
    for await (const frames of socket) {
      try {
        this.#handle(socket, decode(frames, this.#connection.key));
      } catch (error) {
        console.error(`kernel: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  #handle(socket: Router, message: Message): void {
    const type = message.header.msg_type;
    this.#dispatch(type, {
      message,
      publish: (name, content) => this.#publish(name, content, message),
      reply: (content) => {
        const name = type.replace(/_request$/, "_reply");
        const answer = createMessage(
          name,
          content,
          this.#session,
          message.header,
          message.identities,
        );
        void socket.send(encode(answer, this.#connection.key));
      },
    });
  }

  #publish(type: string, content: object, parent: Message): void {
    const topic = Buffer.from(type);
    const message = createMessage(type, content, this.#session, parent.header, [topic]);
    this.#queue.send(encode(message, this.#connection.key));
  }
}
