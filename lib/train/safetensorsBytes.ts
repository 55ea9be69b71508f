/** The container of the safetensors format, whatever its dtypes: an 8-byte length, a JSON header, the tensors' bytes. */

/** A tensor as the file holds it: row-major, little-endian. */
export interface TensorBytes {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface SafetensorsBytes {
  readonly tensors: ReadonlyMap<string, TensorBytes>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const LENGTH_BYTES = 8;

/** Number of values in a tensor. */
export const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Joins header and tensors to a file, in the map's order. */
export function joinSafetensors({ tensors, metadata }: SafetensorsBytes): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header), "utf8");
  const padded = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const out = new Uint8Array(LENGTH_BYTES + padded + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + padded);
  out.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded;
  for (const { bytes } of tensors.values()) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

/**
 * Takes a file apart. The bytes of each tensor are a copy, so views of any width fit them.
 * @param widths bytes per value of the dtypes that the caller can read
 * @param wanted which tensors to read, by name; others are skipped and may be of any dtype
 * @throws Error naming `file` when it is truncated, malformed or holds another dtype.
 */
export function splitSafetensors(
  bytes: Uint8Array,
  file: string,
  widths: Readonly<Record<string, number>>,
  wanted: (name: string) => boolean = () => true,
): SafetensorsBytes {
  const { entries, metadata, start } = readHeader(bytes, file);
  const tensors = new Map<string, TensorBytes>();
  for (const [name, entry] of Object.entries(entries)) {
    if (!wanted(name)) continue;
    if (!isEntry(entry)) fail(file, `describes '${name}' without dtype, shape or data_offsets`);
    const { dtype, shape, data_offsets } = entry;
    const width = Object.hasOwn(widths, dtype) ? widths[dtype] : undefined;
    if (width === undefined) {
      fail(file, `stores '${name}' as ${dtype}, not ${Object.keys(widths).join(" or ")}`);
    }
    const [from, to] = data_offsets;
    if (to - from !== sizeOf(shape) * width) fail(file, `gives '${name}' a wrong length`);
    if (start + to > bytes.length) fail(file, `ends inside '${name}' and is truncated`);
    const copy = Uint8Array.from(bytes.subarray(start + from, start + to));
    tensors.set(name, { dtype, shape, bytes: copy });
  }
  return { tensors, metadata };
}

function fail(file: string, what: string): never {
  throw new Error(`safetensors: ${file} ${what}; restore it from a good copy.`);
}

function readHeader(bytes: Uint8Array, file: string) {
  if (bytes.length < LENGTH_BYTES) fail(file, `has only ${bytes.length} bytes and is truncated`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  if (start > bytes.length) fail(file, "is truncated in its header, or is no safetensors file");
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(bytes.subarray(LENGTH_BYTES, start)).toString("utf8"));
  } catch {
    fail(file, "has a header that is not JSON");
  }
  if (typeof header !== "object" || header === null) fail(file, "has a header that is no object");
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown> & {
    __metadata__?: Record<string, string>;
  };
  return { entries, metadata, start };
}

function isEntry(entry: unknown): entry is HeaderEntry {
  const { dtype, shape, data_offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  return (
    typeof dtype === "string" &&
    Array.isArray(shape) &&
    shape.every(isSize) &&
    Array.isArray(data_offsets) &&
    data_offsets.length === 2 &&
    data_offsets.every(isSize)
  );
}
