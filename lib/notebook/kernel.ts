import { createRequire } from "node:module";

/** One Jupyter display message: the same content in several MIME types. */
export interface DisplayMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

/** Sends a message to the notebook; an update replaces the output of the same display id. */
export type DisplayWriter = (message: DisplayMessage, update: boolean) => void;

const KERNEL_MODULE = /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/;

/**
 * How the running kernel sends display messages; undefined outside of a kernel. tslab is looked up
 * among the modules already loaded: whoever is its kernel has loaded it, nobody else needs it, and
 * another copy of it would write nowhere. It offers one MIME type a message in public; its module
 * `dist/jupyter` takes several.
 */
export function displayWriter(): DisplayWriter | undefined {
  const loaded = createRequire(__filename).cache;
  const path = Object.keys(loaded).find((file) => KERNEL_MODULE.test(file));
  const kernel = path === undefined ? undefined : loaded[path]?.exports;
  return (kernel as { lastWriteDisplayData?: DisplayWriter } | undefined)?.lastWriteDisplayData;
}
