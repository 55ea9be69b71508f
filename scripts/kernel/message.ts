import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** Ends the routing prefix of a message on the wire. */
const DELIMITER = Buffer.from("<IDS|MSG>");

/** Header of a Jupyter message, protocol 5.3. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A Jupyter message; `identities` is the routing prefix (on iopub: the topic). */
export interface Message {
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly parent: Header | Record<string, never>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A new message of `session`; `parent` is the header of the request that it answers. */
export function createMessage(
  type: string,
  content: object,
  session: string,
  parent?: Header,
  identities: readonly Buffer[] = [],
): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: "dgm",
    date: new Date().toISOString(),
    version: "5.3",
  };
  return { identities, header, parent: parent ?? {}, metadata: {}, content: { ...content } };
}

function signature(key: string, parts: readonly Buffer[]): string {
  if (key === "") return ""; // by the protocol, an empty key turns signing off
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** The frames of `message`, signed with the connection's key. */
export function encode(message: Message, key: string): Buffer[] {
  const { identities, header, parent, metadata, content } = message;
  const parts = [header, parent, metadata, content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...identities, DELIMITER, Buffer.from(signature(key, parts)), ...parts];
}

/**
 * Reads the frames of a message.
 *
 * @throws Error when the frames are no Jupyter message, or are not signed with `key`.
 */
export function decode(frames: readonly Buffer[], key: string): Message {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  const parts = frames.slice(at + 2, at + 6);
  if (at < 0 || parts.length < 4) {
    throw new Error(
      `not a Jupyter message: ${frames.length} frames; expected a delimiter and 5 more`,
    );
  }
  const want = Buffer.from(signature(key, frames.slice(at + 2)));
  const got = frames[at + 1]!;
  if (got.length !== want.length || !timingSafeEqual(got, want)) {
    throw new Error("a message with a wrong signature was dropped; the client's key differs");
  }
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return { identities: frames.slice(0, at), header, parent, metadata, content };
}
