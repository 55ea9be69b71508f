/** The IDX format of MNIST: a magic number, big-endian sizes, then bytes. */
export interface IdxFile {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Parses an IDX file of unsigned bytes.
 * @throws Error naming `file` when it is no such file or has another length than its header says.
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0 || bytes[2] !== UNSIGNED_BYTE) {
    throw new Error(`idx: ${file} is not an IDX file of unsigned bytes; reinstall its package.`);
  }
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new Error(
      `idx: ${file} has ${bytes.length} bytes; its header is longer, ${start}. It is truncated; reinstall its package.`,
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== start + size) {
    throw new Error(
      `idx: ${file} has ${bytes.length} bytes; its header [${shape.join(", ")}] asks for ${start + size}. ` +
        "It is truncated or altered; reinstall its package.",
    );
  }
  return { shape, data: bytes.subarray(start) };
}
