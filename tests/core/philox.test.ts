import { beforeEach, describe, expect, it } from "vitest";
import { philoxWords, type PhiloxKey } from "../../lib/core/philox";
import { keyTensor, randomNormal, randomUniform } from "../../lib/core/random";
import { Rng, seed } from "../../lib/core/rng";
import * as tf from "../../lib/core/tf";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

const hex = (words: Uint32Array) =>
  [...words].map((w) => w.toString(16).padStart(8, "0")).join(" ");

/** One block with the whole 128-bit counter given, low word first. */
function block(counter: [number, number, number, number], key: PhiloxKey): string {
  const out = new Uint32Array(4);
  const [c0, c1, c2, c3] = counter;
  // `start` is a safe integer, so a counter whose low 64 bits exceed 2^53 is passed as a double that stands for it.
  philoxWords(key, out, c1 * 2 ** 32 + c0, [c2, c3]);
  return hex(out);
}

describe("philoxWords", () => {
  it("has the published vector for zeros (Random123, kat_vectors)", () => {
    expect(block([0, 0, 0, 0], [0, 0])).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  });

  it("has the published vectors for ones and for the digits of pi, in exact arithmetic", () => {
    const ones = 0xffffffff;
    expect(reference([ones, ones, ones, ones], [ones, ones])).toBe(
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    );
    const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;
    expect(reference(pi, [0xa4093822, 0x299f31d0])).toBe("d16cfe09 94fdcceb 5001e420 24126ea1");
  });

  it("agrees with exact arithmetic for counters up to 2^53 and any key", () => {
    const draws = seed(8).words(6 * 200);
    for (let i = 0; i < draws.length; i += 6) {
      const [c0, c1, c2, c3, k0, k1] = draws.slice(i, i + 6) as unknown as number[];
      const counter = [c0!, c1! >>> 11, c2!, c3!] as [number, number, number, number];
      expect(block(counter, [k0!, k1!])).toBe(reference(counter, [k0!, k1!]));
    }
  });

  it("counts blocks up and cuts the last", () => {
    const all = new Uint32Array(12);
    philoxWords([3, 4], all, 2 ** 32 - 1);
    const cut = new Uint32Array(10);
    philoxWords([3, 4], cut, 2 ** 32 - 1);
    expect(cut).toEqual(all.slice(0, 10));
    const second = new Uint32Array(4);
    philoxWords([3, 4], second, 2 ** 32);
    expect(second).toEqual(all.slice(4, 8));
  });
});

describe("TensorFlow's stateless ops", () => {
  beforeEach(nativeOnly);

  it.each([1, 5, 4096, 100_003])("give the same %i uniform numbers, to the bit", (n) => {
    const rng = seed(42).fold(n);
    const native = natively(randomUniform, rng, n);
    expect(rng.uniformArray(n).slice(0, 10)).toEqual(native.slice(0, 10));
    expect(Buffer.from(rng.uniformArray(n).buffer).equals(Buffer.from(native.buffer))).toBe(true);
  });

  it.each([1, 6, 10_001])("give the same %i normal numbers", (n) => {
    const rng = seed(43).fold(n);
    const native = natively(randomNormal, rng, n);
    expectClose(rng.normalArray(n), native, { absolute: 2e-6 });
  });
});

/** Philox in BigInt arithmetic, straight from the paper's section 3.3. */
function reference(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): string {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return hex(Uint32Array.from([c0, c1, c2, c3], Number));
}

/** The numbers that TensorFlow's own op draws with the key of `rng`. */
function natively(draw: typeof randomNormal, rng: Rng, n: number): Float32Array {
  const key = keyTensor(rng);
  const drawn = draw(key, [n]);
  const values = Float32Array.from(drawn.dataSync<"float32">());
  tf.dispose([key, drawn]);
  return values;
}
