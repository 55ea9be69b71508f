import { expect, it } from "vitest";
import type { MessageLike } from "zeromq";
import { PublisherQueue } from "../../scripts/kernel/publisher";

/** A socket that, as ZeroMQ's, takes a few messages in a turn of the event loop and then is busy. */
class BusySocket {
  sendHighWaterMark = 1000;
  readonly sent: MessageLike[] = [];
  #thisTurn = 0;

  send(frames: MessageLike[]): Promise<void> {
    if (this.#thisTurn === 0) setImmediate(() => (this.#thisTurn = 0));
    if (++this.#thisTurn > 10) throw Object.assign(new Error("busy"), { code: "EBUSY" });
    this.sent.push(frames[0]!);
    return Promise.resolve();
  }
}

it("sends all messages in order, those that fit at once", async () => {
  const socket = new BusySocket();
  const queue = new PublisherQueue(socket);
  expect(socket.sendHighWaterMark).toBe(0);
  for (let i = 0; i < 95; i++) queue.send([i as never]);
  expect(socket.sent).toHaveLength(10);
  await queue.flushed();
  for (let i = 95; i < 100; i++) queue.send([i as never]);
  await queue.flushed();
  expect(socket.sent).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

it("keeps messages behind those that wait", async () => {
  const socket = new BusySocket();
  const queue = new PublisherQueue(socket);
  for (let i = 0; i < 15; i++) queue.send([i as never]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  queue.send([15 as never]);
  await queue.flushed();
  expect(socket.sent).toEqual(Array.from({ length: 16 }, (_, i) => i));
});

it("drops what is sent to a closed socket", async () => {
  const closed = {
    sendHighWaterMark: 1000,
    send: () => {
      throw Object.assign(new Error("Socket is closed"), { code: "EBADF" });
    },
  };
  const queue = new PublisherQueue(closed);
  expect(() => queue.send([1 as never])).not.toThrow();
  await queue.flushed();
});
