import { afterEach, expect, it } from "vitest";
import { KERNEL, interruptSignal } from "../../lib/notebook/interrupt";
import { Interrupted, Interrupts } from "../../scripts/kernel/interrupt";

afterEach(() => void Reflect.deleteProperty(globalThis, KERNEL));

it("outside a kernel the signal never aborts and nothing is registered", () => {
  const before = process.listenerCount("SIGINT");
  expect(interruptSignal().aborted).toBe(false);
  expect(process.listenerCount("SIGINT")).toBe(before);
});

it("in a kernel each interrupt aborts the signals taken before it, and only those", () => {
  const interrupts = new Interrupts();
  interrupts.publish();
  const first = interruptSignal();
  interrupts.abort(new Interrupted());
  const second = interruptSignal();
  expect(first.aborted).toBe(true);
  expect(first.reason).toBeInstanceOf(Interrupted);
  expect(second.aborted).toBe(false);
  interrupts.abort(new Interrupted());
  expect(second.aborted).toBe(true);
});

it("a listener that takes a new signal gets one that is not aborted", () => {
  const interrupts = new Interrupts();
  interrupts.publish();
  let next: AbortSignal | undefined;
  interruptSignal().addEventListener("abort", () => (next = interruptSignal()));
  interrupts.abort(new Interrupted());
  expect(next?.aborted).toBe(false);
});
