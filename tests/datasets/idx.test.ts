import { describe, expect, it } from "vitest";
import { parseIdx } from "../../lib/datasets";

const file = (header: number[], data: number[]) => Uint8Array.from([...header, ...data]);

describe("parseIdx", () => {
  it("reads sizes, big-endian, and bytes, at any offset of a larger buffer", () => {
    const bytes = file([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3], [1, 2, 3, 4, 5, 255]);
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 3);
    for (const at of [bytes, larger.subarray(3, 3 + bytes.length)]) {
      const { shape, data } = parseIdx(at, "f");
      expect([shape, [...data]]).toEqual([
        [2, 3],
        [1, 2, 3, 4, 5, 255],
      ]);
    }
    const large = new Uint8Array(8 + 258);
    large.set([0, 0, 8, 1, 0, 0, 1, 2]);
    expect(parseIdx(large, "f").shape).toEqual([258]);
  });

  it.each([
    [[], "idx: some.idx is not an IDX file of unsigned bytes; reinstall its package."],
    [[0, 0, 8], "is not an IDX file"],
    [[0x1f, 0x8b, 8, 0, 0, 0, 0, 0], "is not an IDX file"], // gzip
    [[0, 0, 0x0d, 1, 0, 0, 0, 0], "is not an IDX file"], // floats
    [
      [0, 0, 8, 1, 0, 0, 0, 3, 1, 2],
      "idx: some.idx has 10 bytes; its header [3] asks for 11. It is truncated or altered; reinstall its package.",
    ],
    [[0, 0, 8, 1, 0, 0, 0, 1, 1, 2], "idx: some.idx has 10 bytes; its header [1] asks for 9."],
    [[0, 0, 8, 3, 0, 0], "idx: some.idx has 6 bytes; its header is longer, 16."],
  ])("refuses the bytes %j", (bytes, message) => {
    expect(() => parseIdx(Uint8Array.from(bytes), "some.idx")).toThrow(message);
  });
});
