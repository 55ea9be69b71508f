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

/**
 * Parses a safetensors file of float32 or float16 tensors.
 * @throws Error naming `file` when it is truncated, malformed or holds another dtype.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  const { tensors: parts, metadata } = splitSafetensors(bytes, file, WIDTHS);
  const tensors = new Map<string, NdArray>();
  const dtypes = new Map<string, SafetensorsDtype>();
  for (const [name, { dtype, shape, bytes: part }] of parts) {
    const known = dtype as SafetensorsDtype; // splitSafetensors lets no other through
    const values =
      known === "F32"
        ? new Float32Array(part.buffer)
        : new Float16Array(part.buffer as ArrayBuffer);
    tensors.set(name, { data: Float32Array.from(values), shape });
    dtypes.set(name, known);
  }
  return { tensors, dtypes, metadata };
}
