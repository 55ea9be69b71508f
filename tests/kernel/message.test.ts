import { describe, expect, it } from "vitest";
import { createMessage, decode, encode } from "../../scripts/kernel/message";

const request = createMessage("execute_request", { code: "1 + 1" }, "a-session");
const identities = [Buffer.from("client"), Buffer.from([0, 255])];

describe("messages on the wire", () => {
  it("come back as they were sent, with the routing prefix", () => {
    const answer = createMessage("execute_reply", { a: "é" }, "s", request.header, identities);
    expect(decode(encode(answer, "key"), "key")).toEqual(answer);
    expect(decode(encode(answer, ""), "")).toEqual(answer);
    expect(answer.parent).toEqual(request.header);
  });

  it("are signed over header, parent, metadata and content, in that order", () => {
    const fixed = {
      identities: [],
      header: { ...request.header, msg_id: "1", date: "2026-01-01T00:00:00.000Z" },
      parent: {},
      metadata: {},
      content: {},
    };
    const [, signature, ...parts] = encode(fixed, "key");
    expect(signature!.toString()).toMatch(/^[0-9a-f]{64}$/);
    expect(parts.map((part) => part.toString()).slice(1)).toEqual(["{}", "{}", "{}"]);
  });

  it("are refused when the key or the content is another", () => {
    const frames = encode(request, "key");
    const wrong = "a message with a wrong signature was dropped; the client's key differs";
    expect(() => decode(frames, "other")).toThrow(wrong);
    const changed = [...frames.slice(0, -1), Buffer.from('{"code":"2"}')];
    expect(() => decode(changed, "key")).toThrow(wrong);
  });

  it("are refused when they are none", () => {
    const none = "not a Jupyter message: 1 frames; expected a delimiter and 5 more";
    expect(() => decode([Buffer.from("hello")], "key")).toThrow(none);
    expect(() => decode(encode(request, "key").slice(0, 4), "key")).toThrow(
      "not a Jupyter message",
    );
  });
});
