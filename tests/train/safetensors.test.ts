import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { NdArray } from "../../lib/core";
import { decodeSafetensors, encodeSafetensors } from "../../lib/train";
import { golden, goldenFolder, type GoldenArray } from "../contracts/golden";

const values = golden<Record<string, GoldenArray>>("safetensors");
const { rounding } = golden<{ rounding: { float32: number[]; float16: number[] } }>("safetensors");
const pythonFile = (name: string) =>
  new Uint8Array(fs.readFileSync(path.join(goldenFolder, `${name}.safetensors`)));
const tensors = (names: string[]): Map<string, NdArray> =>
  new Map(
    names.map((name) => {
      const { shape, data } = values[name]!;
      return [name, { shape, data: Float32Array.from(data) }];
    }),
  );
const one = (data: number[], shape = [data.length]) =>
  new Map([["w", { data: Float32Array.from(data), shape }]]);

const single = ["a.weight", "b.bias", "c.empty", "d.scalar"];
const half = ["h.edges", "h.matrix"];

describe("files of the Python library", () => {
  it("are read: float32, an empty tensor, a scalar, metadata", () => {
    const file = decodeSafetensors(pythonFile("float32"), "f");
    expect(file.metadata).toEqual({ note: "written by Python, häh?" });
    expect([...file.tensors.keys()].sort()).toEqual(single);
    for (const [name, tensor] of tensors(single)) expect(file.tensors.get(name)).toEqual(tensor);
    expect(file.dtypes.get("a.weight")).toBe("F32");
  });

  it("are read: float16", () => {
    const file = decodeSafetensors(pythonFile("float16"), "f");
    for (const [name, tensor] of tensors(half)) expect(file.tensors.get(name)).toEqual(tensor);
    expect(file.dtypes.get("h.edges")).toBe("F16");
  });

  it("are what is written here, to the byte", () => {
    const f32 = encodeSafetensors(tensors(single), {
      metadata: { note: "written by Python, häh?" },
    });
    expect(Buffer.from(f32).equals(pythonFile("float32"))).toBe(true);
    const f16 = encodeSafetensors(tensors(half), { dtype: "F16", metadata: { name: "halves" } });
    expect(Buffer.from(f16).equals(pythonFile("float16"))).toBe(true);
  });
});

describe("encodeSafetensors", () => {
  it("rounds to float16 as numpy does: to nearest, ties to even, with subnormals", () => {
    const bytes = encodeSafetensors(one(rounding.float32), { dtype: "F16" });
    expect([...decodeSafetensors(bytes, "f").tensors.get("w")!.data]).toEqual(rounding.float16);
  });

  it("keeps float32 to the bit, NaN and infinities included", () => {
    const data = [NaN, Infinity, -Infinity, -0, 1e-45, 3.4e38];
    const read = decodeSafetensors(encodeSafetensors(one(data)), "f").tensors.get("w")!;
    expect([...read.data]).toEqual([...Float32Array.from(data)]);
  });

  it("reads only what is wanted, and does not mind the dtype of the rest", () => {
    const both = new Map([...one([1]), ["other", { data: Float32Array.of(2, 3), shape: [2] }]]);
    const bytes = Buffer.from(encodeSafetensors(both));
    bytes.write('"I64"', bytes.indexOf('"F32"', bytes.indexOf("other"))); // the dtype of 'other'
    expect(() => decodeSafetensors(bytes, "f")).toThrow("stores 'other' as I64");
    const { tensors: found, dtypes } = decodeSafetensors(bytes, "f", (name) => name === "w");
    expect(found).toEqual(one([1]));
    expect([...dtypes]).toEqual([["w", "F32"]]);
  });

  it("reads at any offset in a larger buffer", () => {
    const bytes = encodeSafetensors(one([1, 2, 3]));
    for (const offset of [1, 2, 3]) {
      const larger = new Uint8Array(bytes.length + 8);
      larger.set(bytes, offset);
      const view = larger.subarray(offset, offset + bytes.length);
      const pooled = Buffer.from(larger.buffer, offset, bytes.length);
      for (const at of [view, pooled]) {
        expect([...decodeSafetensors(at, "f").tensors.get("w")!.data]).toEqual([1, 2, 3]);
      }
    }
  });

  it("refuses values that do not fill the shape, and values beyond float16", () => {
    expect(() => encodeSafetensors(one([1, 2, 3], [2, 2]))).toThrow(
      "safetensors: 'w' has 3 values; its shape [2, 2] asks for 4.",
    );
    expect(() => encodeSafetensors(one([1, -70000]), { dtype: "F16" })).toThrow(
      "safetensors: 'w' holds -70000, which float16 cannot (65504 at most); store it as F32.",
    );
  });
});

describe("a damaged file", () => {
  const good = encodeSafetensors(one([1, 2, 3, 4], [2, 2]));
  const decode = (bytes: Uint8Array) => () => decodeSafetensors(bytes, "some.safetensors");
  const withHeader = (header: string, data = 16) => {
    const bytes = new Uint8Array(8 + header.length + data);
    bytes[0] = header.length;
    bytes.set(Buffer.from(header), 8);
    return bytes;
  };
  const entry = (fields: object) =>
    JSON.stringify({ w: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16], ...fields } });

  it("is refused at every length but its own", () => {
    for (let length = 0; length < good.length; length++) {
      expect(decode(good.slice(0, length))).toThrow(/^safetensors: some\.safetensors .*truncated/);
    }
    expect(decode(good)).not.toThrow();
  });

  it.each([
    ["{nonsense", "has a header that is not JSON; restore it from a good copy."],
    ["null", "has a header that is no object"],
    ["[1]", "describes '0' without dtype, shape or data_offsets"],
    ['{"w": null}', "describes 'w' without dtype, shape or data_offsets"],
    ['{"w": {"dtype": "F32"}}', "describes 'w' without dtype, shape or data_offsets"],
    [entry({ shape: [-2, -2] }), "describes 'w' without dtype, shape or data_offsets"],
    [entry({ data_offsets: [-16, 0] }), "describes 'w' without dtype, shape or data_offsets"],
    [entry({ dtype: "BF16" }), "stores 'w' as BF16, not F32 or F16"],
    [entry({ shape: [3] }), "gives 'w' a wrong length"],
    [entry({ data_offsets: [0, 12] }), "gives 'w' a wrong length"],
    [entry({ data_offsets: [4, 20] }), "ends inside 'w' and is truncated"],
  ])("with the header %s is refused", (header, message) => {
    expect(decode(withHeader(header))).toThrow(`safetensors: some.safetensors ${message}`);
  });

  it("of another format is refused", () => {
    expect(decode(Buffer.from("PK\u0003\u0004 a zip file, not tensors"))).toThrow(
      "safetensors: some.safetensors is truncated in its header, or is no safetensors file",
    );
  });
});
