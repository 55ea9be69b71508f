import { createRequire } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LiveOutput, display } from "../../lib/notebook";
import type { DisplayWriter } from "../../lib/notebook/kernel";
import { fakeKernel } from "./fakeKernel";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("in a kernel", () => {
  const sent = fakeKernel();

  it("sends all types in one message, bytes as base64, with the details of each", () => {
    display(
      { "image/png": Uint8Array.of(1, 2, 3), "text/plain": "a picture" },
      { metadata: { "image/png": { width: 3 } } },
    );
    expect(sent).toEqual([
      {
        data: { "image/png": "AQID", "text/plain": "a picture" },
        metadata: { "image/png": { width: 3 } },
        transient: {},
        update: false,
      },
    ]);
  });

  it("prints nothing", () => {
    const log = vi.spyOn(console, "log");
    display({ "text/plain": "hello" });
    expect(log).not.toHaveBeenCalled();
  });

  it("replaces a live output from its second state on, and only that one", () => {
    const [one, two] = [new LiveOutput(), new LiveOutput()];
    one.draw({ "text/plain": "1" });
    two.draw({ "text/plain": "2" });
    one.draw({ "text/plain": "3" });
    one.finish({ "text/plain": "4" });
    const ids = sent.map((message) => message.transient.display_id);
    expect(sent.map((message) => message.update)).toEqual([false, false, true, true]);
    expect(ids[0]).toBeDefined();
    expect([ids[2], ids[3]]).toEqual([ids[0], ids[0]]);
    expect(ids[1]).not.toBe(ids[0]);
  });
});

describe("outside of a kernel", () => {
  it("prints the text, and nothing for an update", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    display({ "text/html": "<b>hello</b>", "text/plain": "hello" });
    display({ "text/plain": "again" }, { id: "x", update: true });
    expect(log.mock.calls).toEqual([["hello"]]);
  });

  it("prints the last state of a live output, once", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const output = new LiveOutput();
    output.draw({ "text/plain": "10 %" });
    output.draw({ "text/plain": "50 %" });
    output.finish({ "text/plain": "done" });
    expect(log.mock.calls).toEqual([["done"]]);
  });

  it("does not load tslab", () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    display({ "text/plain": "hello" });
    const loaded = Object.keys(createRequire(__filename).cache);
    expect(loaded.filter((file) => file.includes("tslab"))).toEqual([]);
  });
});

describe("with tslab itself", () => {
  it("writes through the copy that is loaded as the kernel", () => {
    const require = createRequire(__filename);
    const kernel = require("tslab/dist/jupyter") as { lastWriteDisplayData: DisplayWriter | null };
    const write = vi.fn<DisplayWriter>();
    kernel.lastWriteDisplayData = write;
    display({ "text/plain": "hello" });
    kernel.lastWriteDisplayData = null;
    expect(write).toHaveBeenCalledWith(
      { data: { "text/plain": "hello" }, metadata: {}, transient: {} },
      false,
    );
  });
});

describe("bad input", () => {
  it("asks for a text when there is none", () => {
    expect(() => display({ "text/html": "<b>x</b>" } as never)).toThrow(
      "display: the bundle has text/html and no text/plain; add one",
    );
  });

  it("asks for the id of what an update replaces", () => {
    expect(() => display({ "text/plain": "x" }, { update: true })).toThrow(
      "display: an update without an id; pass the id of the output to replace.",
    );
  });
});
