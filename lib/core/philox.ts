/**
 * Philox 4x32-10: a counter-based random generator. A 64-bit key and a 128-bit counter give four 32-bit words; there is
 * no state. Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3. The same words, and the same
 * floats made from them, as TensorFlow's stateless random ops.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** A 64-bit key as two unsigned 32-bit words, low word first. */
export type PhiloxKey = readonly [number, number];

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16); // < 2^32, exact
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (middle2 >>> 16)) >>> 0;
}

/**
 * Fills `out` with the words of consecutive counters: block i of four words has the counter (start + i, c2, c3), its low
 * 64 bits counted up from `start`.
 * @param key the 64-bit key.
 * @param out filled whole; a last partial block is cut.
 * @param start low 64 bits of the first counter, as a safe integer. Default 0.
 * @param high the counter's upper two words. Default [0, 0].
 */
export function philoxWords(
  key: PhiloxKey,
  out: Uint32Array,
  start = 0,
  high: readonly [number, number] = [0, 0],
): void {
  for (let offset = 0, block = start; offset < out.length; offset += 4, block++) {
    let c0 = block >>> 0;
    let c1 = Math.floor(block / 2 ** 32) >>> 0;
    let c2 = high[0];
    let c3 = high[1];
    let k0 = key[0];
    let k1 = key[1];
    for (let round = 0; round < ROUNDS; round++) {
      const h0 = multiplyHigh(MULTIPLIER_0, c0);
      const l0 = Math.imul(MULTIPLIER_0, c0);
      const h1 = multiplyHigh(MULTIPLIER_1, c2);
      const l1 = Math.imul(MULTIPLIER_1, c2);
      c0 = (h1 ^ c1 ^ k0) >>> 0;
      c1 = l1 >>> 0;
      c2 = (h0 ^ c3 ^ k1) >>> 0;
      c3 = l0 >>> 0;
      k0 = (k0 + WEYL_0) >>> 0;
      k1 = (k1 + WEYL_1) >>> 0;
    }
    out[offset] = c0;
    if (offset + 1 < out.length) out[offset + 1] = c1;
    if (offset + 2 < out.length) out[offset + 2] = c2;
    if (offset + 3 < out.length) out[offset + 3] = c3;
  }
}
