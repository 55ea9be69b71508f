import { randomUUID } from "node:crypto";
import { displayWriter } from "./kernel";

/**
 * One output in several MIME types, of which a viewer takes the best that it can show. Strings are
 * sent as they are, bytes as base64, objects as JSON.
 */
export interface MimeBundle {
  readonly [mime: string]: string | Uint8Array | object;
  /** What a viewer without any other means shows, and what is printed outside of a notebook. */
  readonly "text/plain": string;
}

export interface DisplayOptions {
  /** Names the output, so that it can be replaced later. */
  readonly id?: string;
  /** Replaces the output of this id instead of adding one. @default false */
  readonly update?: boolean;
  /** Details by MIME type, such as `{ "image/png": { width: 300 } }`. */
  readonly metadata?: Readonly<Record<string, object>>;
}

/**
 * Shows an output in the notebook. Outside of a kernel its text is printed, an update's is not.
 * @throws RangeError when the bundle has no text, or an update no id
 */
export function display(bundle: MimeBundle, options: DisplayOptions = {}): void {
  const { id, update = false, metadata = {} } = options;
  if (typeof bundle["text/plain"] !== "string") {
    throw new RangeError(
      `display: the bundle has ${Object.keys(bundle).join(", ") || "nothing"} and no text/plain; ` +
        `add one for viewers that can show nothing else.`,
    );
  }
  if (update && id === undefined) {
    throw new RangeError("display: an update without an id; pass the id of the output to replace.");
  }
  const write = displayWriter();
  if (write === undefined) {
    if (!update) console.log(bundle["text/plain"]);
    return;
  }
  const data = Object.fromEntries(
    Object.entries(bundle).map(([mime, content]) => [
      mime,
      content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content,
    ]),
  );
  write({ data, metadata, transient: id === undefined ? {} : { display_id: id } }, update);
}

/** One place in the notebook that shows the latest of many states. */
export class LiveOutput {
  private readonly id = randomUUID();
  private shown = false;

  /** Shows a state in place of the one before. Outside of a kernel nothing is printed. */
  draw(bundle: MimeBundle): void {
    if (displayWriter() === undefined) return;
    display(bundle, { id: this.id, update: this.shown });
    this.shown = true;
  }

  /** Shows the last state, the one that is stored. Outside of a kernel its text is printed. */
  finish(bundle: MimeBundle): void {
    display(bundle, { id: this.id, update: this.shown });
    this.shown = true;
  }
}
