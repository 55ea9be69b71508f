import type { MessageLike } from "zeromq";

/** A ZeroMQ publisher, as far as the queue needs it. */
export interface PublisherSocket {
  sendHighWaterMark: number;
  send(frames: MessageLike[]): Promise<void>;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Sends every message, in order. A ZeroMQ socket takes about 500 messages in one turn of the event loop
 * and then answers EBUSY, and beyond its high-water mark it drops them: here the rest waits in a queue.
 */
export class PublisherQueue {
  readonly #socket: PublisherSocket;
  #waiting: MessageLike[][] = [];

  constructor(socket: PublisherSocket) {
    this.#socket = socket;
    socket.sendHighWaterMark = 0; // no limit
  }

  /** Sends at once where the socket can, so that a busy synchronous loop still streams its output. */
  send(frames: MessageLike[]): void {
    if (this.#waiting.length === 0 && this.#trySend(frames)) return;
    this.#waiting.push(frames);
    if (this.#waiting.length === 1) void this.#drain();
  }

  /** Resolves when nothing waits any more. */
  async flushed(): Promise<void> {
    while (this.#waiting.length > 0) await nextTurn();
  }

  /** False when the socket is busy. A socket that is closed has no reader: what it is sent is gone. */
  #trySend(frames: MessageLike[]): boolean {
    try {
      this.#socket.send(frames).catch(() => undefined);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== "EBUSY";
    }
  }

  async #drain(): Promise<void> {
    for (let sent = 0; sent < this.#waiting.length;) {
      if (this.#trySend(this.#waiting[sent]!)) sent++;
      else {
        this.#waiting = this.#waiting.slice(sent); // what a waiting turn has left, without what was sent
        sent = 0;
        await nextTurn();
      }
    }
    this.#waiting = [];
  }
}
