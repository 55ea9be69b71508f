import { setTimeout as sleep } from "node:timers/promises";
import type { CellRunner } from "./cellRunner";
import type { Message } from "./message";
import { CellOutput } from "./output";

/** After a failure, requests that the client had sent before it knew are read for this many milliseconds. */
const SETTLE = 50;

/** A request to run a cell, with the ways to answer it. */
export interface ExecuteRequest {
  readonly message: Message;
  publish(type: string, content: object): void;
  reply(content: object): void;
}

interface Content {
  readonly code: string;
  readonly silent?: boolean;
  readonly stop_on_error?: boolean;
}

/**
 * Runs the requested cells one after the other. After a failure the requests that were already waiting are
 * answered `aborted`, as the protocol wants it; a request that comes after the reply is run.
 */
export class ExecutionQueue {
  readonly #runner: CellRunner;
  #waiting: ExecuteRequest[] = [];
  #busy = false;
  #count = 0;
  #output: CellOutput | undefined;

  constructor(runner: CellRunner) {
    this.#runner = runner;
  }

  /** The output of the running cell, or of the last that ran. */
  get output(): CellOutput | undefined {
    return this.#output;
  }

  /** Runs the cell when those before it are done. */
  add(request: ExecuteRequest): void {
    this.#waiting.push(request);
    if (!this.#busy) void this.#work();
  }

  /** Stops the running cell and drops those that wait. */
  interrupt(): void {
    this.#runner.interrupt();
    this.#abortWaiting();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#execute(next);
    }
    this.#busy = false;
  }

  async #execute(request: ExecuteRequest): Promise<void> {
    const {
      code,
      silent = false,
      stop_on_error = true,
    } = request.message.content as unknown as Content;
    const count = silent ? this.#count : ++this.#count;
    request.publish("status", { execution_state: "busy" });
    if (!silent) request.publish("execute_input", { code, execution_count: count });
    const output = (this.#output = new CellOutput(request.publish));
    const failure = await this.#runner.run(code, count, output);
    output.flush();
    if (failure === undefined) {
      const nothing = { payload: [], user_expressions: {} };
      request.reply({ status: "ok", execution_count: count, ...nothing });
    } else {
      output.error(failure);
      if (stop_on_error) await sleep(SETTLE);
      request.reply({ status: "error", execution_count: count, ...failure });
      if (stop_on_error) this.#abortWaiting();
    }
    request.publish("status", { execution_state: "idle" });
  }

  #abortWaiting(): void {
    const dropped = this.#waiting;
    this.#waiting = [];
    for (const request of dropped) {
      request.publish("status", { execution_state: "busy" });
      request.reply({ status: "aborted" }); // without a count, since the cell did not run
      request.publish("status", { execution_state: "idle" });
    }
  }
}
