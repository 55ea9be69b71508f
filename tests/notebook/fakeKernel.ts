import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { DisplayMessage } from "../../lib/notebook/kernel";

/** A message as a notebook would get it. */
export interface Sent extends DisplayMessage {
  readonly update: boolean;
}

const PATH = join(__dirname, "fake", "tslab", "dist", "jupyter.js");

/** For the tests of a file: a kernel that keeps what it is sent. */
export function fakeKernel(): Sent[] {
  const sent: Sent[] = [];
  const cache = createRequire(__filename).cache as Record<string, unknown>;
  beforeEach(() => {
    sent.length = 0;
    const lastWriteDisplayData = (message: DisplayMessage, update: boolean): void => {
      sent.push({ ...structuredClone(message), update });
    };
    cache[PATH] = { exports: { lastWriteDisplayData } };
  });
  afterEach(() => {
    Reflect.deleteProperty(cache, PATH);
  });
  return sent;
}

/** The content of the latest message in one MIME type. */
export function latest(sent: readonly Sent[], mime: string): string {
  return String(sent[sent.length - 1]?.data[mime]);
}
