import { Float16Array } from "@petamoriken/float16";
import type { NdArray } from "../core/ndarray";

/** The safetensors format: an 8-byte length, a JSON header, and the tensors' bytes, little-endian, row-major. */

export type SafetensorsDtype = "F32" | "F16";

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, NdArray>;
  /** The dtype each tensor is stored in; values are float32 here in either case. */
  readonly dtypes: ReadonlyMap<string, SafetensorsDtype>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const BYTES: Record<SafetensorsDtype, number> = { F32: 4, F16: 2 };
const LENGTH_BYTES = 8;
/** From here on float16 rounds to infinity. */
const FLOAT16_OVERFLOW = 65520;

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * Serialises tensors; float16 rounds to nearest even.
 * @throws RangeError for values that are not as many as the shape says, or that float16 cannot hold.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NdArray>,
  options: { dtype?: SafetensorsDtype; metadata?: Record<string, string> } = {},
): Uint8Array {
  const { dtype = "F32", metadata = {} } = options;
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { data, shape }] of tensors) {
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(
        `safetensors: '${name}' has ${data.length} values; its shape [${shape.join(", ")}] asks for ${sizeOf(shape)}.`,
      );
    }
    const end = offset + sizeOf(shape) * BYTES[dtype];
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header), "utf8");
  const padded = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const out = new Uint8Array(LENGTH_BYTES + padded + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + padded);
  out.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded;
  for (const [name, { data }] of tensors) {
    const bytes = dtype === "F32" ? data : toFloat16(name, data);
    const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    out.set(view, at);
    at += view.length;
  }
  return out;
}

function toFloat16(name: string, data: Float32Array): Float16Array {
  const large = data.find((value) => Number.isFinite(value) && Math.abs(value) >= FLOAT16_OVERFLOW);
  if (large === undefined) return new Float16Array(data);
  throw new RangeError(
    `safetensors: '${name}' holds ${large}, which float16 cannot (65504 at most); store it as F32.`,
  );
}

/** The values of all 65,536 patterns of 16 bits: reading them off a table is many times faster than one by one. */
function everyFloat16(): Float32Array {
  return Float32Array.from(
    new Float16Array(Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).buffer),
  );
}

function look(table: Float32Array, indices: Uint16Array): Float32Array {
  const out = new Float32Array(indices.length);
  for (let i = 0; i < out.length; i++) out[i] = table[indices[i]!]!;
  return out;
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

/**
 * Parses a safetensors file of float32 or float16 tensors.
 * @param wanted which tensors to read, by name; others are skipped and may be of any dtype. All by default.
 * @throws Error naming `file` when it is truncated, malformed or holds another dtype.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean = () => true,
): SafetensorsFile {
  const fail = (what: string): never => {
    throw new Error(`safetensors: ${file} ${what}; restore it from a good copy.`);
  };
  if (bytes.length < LENGTH_BYTES) fail(`has only ${bytes.length} bytes and is truncated`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + headerBytes;
  if (start > bytes.length) fail("is truncated in its header, or is no safetensors file");
  let header: Record<string, HeaderEntry> = {};
  try {
    header = JSON.parse(Buffer.from(bytes.subarray(LENGTH_BYTES, start)).toString("utf8"));
  } catch {
    fail("has a header that is not JSON");
  }
  if (typeof header !== "object" || header === null) fail("has a header that is no object");
  const { __metadata__: metadata = {}, ...entries } = header as typeof header & {
    __metadata__?: Record<string, string>;
  };
  const tensors = new Map<string, NdArray>();
  const dtypes = new Map<string, SafetensorsDtype>();
  let halves: Float32Array | undefined;
  for (const [name, entry] of Object.entries(entries)) {
    if (!wanted(name)) continue;
    if (!isEntry(entry)) fail(`describes '${name}' without dtype, shape or data_offsets`);
    const { dtype, shape, data_offsets } = entry;
    if (dtype !== "F32" && dtype !== "F16") fail(`stores '${name}' as ${dtype}, not F32 or F16`);
    const known = dtype as SafetensorsDtype;
    const [from, to] = data_offsets;
    if (to - from !== sizeOf(shape) * BYTES[known]) fail(`gives '${name}' a wrong length`);
    if (start + to > bytes.length) fail(`ends inside '${name}' and is truncated`);
    const slice = Uint8Array.from(bytes.subarray(start + from, start + to)).buffer; // a copy, aligned
    if (known === "F16") halves ??= everyFloat16();
    const data = known === "F32" ? new Float32Array(slice) : look(halves!, new Uint16Array(slice));
    tensors.set(name, { data, shape });
    dtypes.set(name, known);
  }
  return { tensors, dtypes, metadata };
}
