import { KERNEL, type InterruptSource } from "../../lib/notebook/interrupt";

/** What an interrupted cell ends with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("the cell was interrupted");
  }
}

/** True for what a cell throws when Node broke off its synchronous code at SIGINT. */
export function isBrokenOff(thrown: unknown): boolean {
  const { code } = Object(thrown) as { code?: unknown };
  return code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}

/** Where the loops of the library learn that they are to stop: a signal for the next interrupt. */
export class Interrupts implements InterruptSource {
  #controller = new AbortController();

  /** Aborts at the next interrupt; there is a new one afterwards. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Tells all who hold the present signal to stop. */
  abort(reason: Error): void {
    const stopped = this.#controller;
    this.#controller = new AbortController();
    stopped.abort(reason);
  }

  /** Makes the signal visible to `interruptSignal()` of the library. */
  publish(): void {
    (globalThis as { [KERNEL]?: InterruptSource })[KERNEL] = this;
  }
}
