import { Float16Array } from "@petamoriken/float16";
import type { NdArray } from "../core/ndarray";
import { joinSafetensors, sizeOf, splitSafetensors, type TensorBytes } from "./safetensorsBytes";

export type SafetensorsDtype = "F32" | "F16";

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, NdArray>;
  /** The dtype each tensor is stored in; values are float32 here in either case. */
  readonly dtypes: ReadonlyMap<string, SafetensorsDtype>;
  readonly metadata: Readonly<Record<string, string>>;
}

const WIDTHS: Record<SafetensorsDtype, number> = { F32: 4, F16: 2 };
/** From here on float16 rounds to infinity. */
const FLOAT16_OVERFLOW = 65520;

/**
 * Serialises tensors; float16 rounds to nearest even.
 * @throws RangeError for values that are not as many as the shape says, or that float16 cannot hold.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NdArray>,
  options: { dtype?: SafetensorsDtype; metadata?: Record<string, string> } = {},
): Uint8Array {
  const { dtype = "F32", metadata = {} } = options;
  const encoded = new Map<string, TensorBytes>();
  for (const [name, { data, shape }] of tensors) {
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(
        `safetensors: '${name}' has ${data.length} values; its shape [${shape.join(", ")}] asks for ${sizeOf(shape)}.`,
      );
    }
    const values = dtype === "F32" ? data : toFloat16(name, data);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    encoded.set(name, { dtype, shape, bytes });
  }
  return joinSafetensors({ tensors: encoded, metadata });
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
  const { tensors: parts, metadata } = splitSafetensors(bytes, file, WIDTHS, wanted);
  const tensors = new Map<string, NdArray>();
  const dtypes = new Map<string, SafetensorsDtype>();
  let halves: Float32Array | undefined;
  for (const [name, { dtype, shape, bytes: part }] of parts) {
    const known = dtype as SafetensorsDtype; // splitSafetensors lets no other through
    if (known === "F16") halves ??= everyFloat16();
    const data =
      known === "F32"
        ? new Float32Array(part.buffer as ArrayBuffer)
        : look(halves!, new Uint16Array(part.buffer));
    tensors.set(name, { data, shape });
    dtypes.set(name, known);
  }
  return { tensors, dtypes, metadata };
}
