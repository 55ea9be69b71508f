import { inspect, TextDecoder } from "node:util";

/** Prints are collected for this many milliseconds, or this many characters, before they are sent. */
const PERIOD = 50;
const LIMIT = 1_000_000;

type StreamName = "stdout" | "stderr";
type Publish = (type: string, content: object) => void;

/** The output of one cell, in order; prints go out in batches, also during synchronous code. */
export class CellOutput {
  readonly #publish: Publish;
  #name: StreamName = "stdout";
  #text = "";
  #sentAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  /** Prints. */
  stream(name: StreamName, text: string): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    const due = Date.now() - this.#sentAt > PERIOD || this.#text.length > LIMIT;
    if (due) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), PERIOD);
  }

  /** Sends what was printed so far. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text !== "") this.#publish("stream", { name: this.#name, text: this.#text });
    this.#text = "";
    this.#sentAt = Date.now();
  }

  /** Shows a MIME bundle, or replaces the one with the same display id. */
  display(content: object, update = false): void {
    this.flush();
    this.#publish(update ? "update_display_data" : "display_data", content);
  }

  /** Shows the value of the cell's last expression. */
  result(value: unknown, executionCount: number): void {
    this.flush();
    const text = typeof value === "string" ? value : inspect(value);
    const content = { data: { "text/plain": text }, metadata: {}, execution_count: executionCount };
    this.#publish("execute_result", content);
  }

  /** Shows why the cell failed. */
  error(content: object): void {
    this.flush();
    this.#publish("error", content);
  }
}

/**
 * Sends what the process prints to the output of the cell given by `current`, or leaves it alone while
 * there is none. What code in the background prints after its cell has ended goes to the latest cell.
 */
export function capturePrints(current: () => CellOutput | undefined): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const original = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    const decoder = new TextDecoder();
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const output = current();
      if (output === undefined) return original(chunk, ...rest);
      output.stream(name, typeof chunk === "string" ? chunk : decoder.decode(chunk));
      const callback = rest.find((argument) => typeof argument === "function");
      if (callback !== undefined) process.nextTick(callback as () => void);
      return true;
    }) as typeof stream.write;
  }
}
