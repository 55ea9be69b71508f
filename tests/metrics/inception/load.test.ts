import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { NdArray } from "../../../lib/core";
import { loadInception, type InceptionResize } from "../../../lib/metrics";
import { inceptionShapes, readWeights } from "../../../lib/metrics/inception/weights";
import { temporaryFolder } from "../../contracts/temporary";

const folder = temporaryFolder();
const shapes = inceptionShapes();

type Entry = readonly [name: string, dtype: string, shape: readonly number[]];

/** A safetensors file of zeros whose entries all share the same bytes, so that it can be made fast. */
function zeros(entries: readonly Entry[]): Uint8Array {
  const width: Record<string, number> = { F32: 4, F16: 2, BF16: 2, I64: 8 };
  const sizes = entries.map(([, dtype, shape]) => shape.reduce((a, b) => a * b, 1) * width[dtype]!);
  const header = entries.map(([name, dtype, shape], i) => [
    name,
    { dtype, shape, data_offsets: [0, sizes[i]] },
  ]);
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(Math.max(0, ...sizes))]);
}

const whole = (change: (entry: Entry) => Entry[] = (entry) => [entry]): Uint8Array =>
  zeros([...shapes].flatMap(([name, shape]) => change([name, "F32", shape])));
const NAME = "Mixed_6b.branch7x7_2.conv.weight";
const recipe = "torch.load(";

function failure(bytes: Uint8Array): string {
  try {
    readWeights(bytes, "mine.safetensors");
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("no error came");
}

describe("readWeights", () => {
  it("reads what it needs and skips the rest, whatever its dtype", () => {
    const bytes = whole(([name, dtype, shape]) => [
      [name, dtype, shape],
      [`${name}.num_batches_tracked`, "I64", []],
    ]);
    const tensors: ReadonlyMap<string, NdArray> = readWeights(bytes, "f");
    expect([...tensors.keys()]).toEqual([...shapes.keys()]);
  });

  it("reads float16", () => {
    const bytes = whole(([name, , shape]) => [[name, "F16", shape]]);
    expect(readWeights(bytes, "f").get(NAME)!.shape).toEqual([128, 128, 1, 7]);
  });

  it("names a tensor that is missing, and says how many are", () => {
    const one = failure(whole((entry) => (entry[0] === NAME ? [] : [entry])));
    expect(one).toContain(`inception: mine.safetensors lacks '${NAME}' of the 472 tensors wanted.`);
    expect(one).toContain(recipe);
    const all = failure(zeros([["w", "F32", [1]]]));
    expect(all).toContain("lacks 'Conv2d_1a_3x3.conv.weight' and 471 more of the 472");
  });

  it("names a tensor of another shape, with both shapes", () => {
    const message = failure(
      whole(([name, dtype, shape]) => [[name, dtype, name === NAME ? [128, 128, 7, 1] : shape]]),
    );
    expect(message).toContain(
      `inception: '${NAME}' in mine.safetensors has shape [128, 128, 7, 1]; expected [128, 128, 1, 7].`,
    );
    expect(message).toContain(recipe);
  });

  it("recognises torchvision's classes", () => {
    const message = failure(
      whole(([name, dtype, shape]) => [
        [name, dtype, name.startsWith("fc") ? [1000, ...shape.slice(1)] : shape],
      ]),
    );
    expect(message).toContain("'fc.weight' in mine.safetensors has shape [1000, 2048]");
    expect(message).toContain("1000 classes are those of torchvision's Inception");
  });

  it("names a tensor of another dtype", () => {
    const message = failure(
      whole(([name, dtype, shape]) => [[name, name === NAME ? "BF16" : dtype, shape]]),
    );
    expect(message).toContain(`mine.safetensors stores '${NAME}' as BF16, not F32 or F16`);
    expect(message).toContain(recipe);
  });

  it("names a tensor with numbers that cannot be", () => {
    const bytes = whole();
    const value = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4);
    value.setFloat32(0, NaN, true); // the last number of the largest tensor
    expect(failure(bytes)).toMatch(
      /inception: '\S+' in mine.safetensors holds NaN at \d+; expected finite/,
    );
    const negative = zeros([...shapes].map(([name, shape]) => [name, "F32", shape]));
    const header =
      8 + Number(new DataView(negative.buffer, negative.byteOffset).getBigUint64(0, true));
    new DataView(negative.buffer, negative.byteOffset + header).setFloat32(0, -1, true);
    expect(failure(negative)).toContain(
      "'Conv2d_1a_3x3.bn.running_var' in mine.safetensors holds -1 at 0; expected finite numbers of at least 0",
    );
  });

  it("refuses what is no safetensors file", () => {
    const message = failure(Buffer.from("PK\u0003\u0004 a .pth file is a zip archive"));
    expect(message).toContain(
      "inception: safetensors: mine.safetensors is truncated in its header, or is no",
    );
    expect(message).toContain(recipe);
  });
});

describe("loadInception", () => {
  it("says that a file cannot be read, and how to make it", async () => {
    const file = path.join(folder, "nothing.safetensors");
    await expect(loadInception(file)).rejects.toThrow(`inception: cannot read ${file} (ENOENT).`);
    await expect(loadInception(file)).rejects.toThrow(recipe);
  });

  it("refuses unknown options before it reads anything", async () => {
    const file = path.join(folder, "nothing.safetensors");
    await expect(loadInception(file, { batchSize: 0 })).rejects.toThrow(
      "loadInception: batchSize=0 is not an integer of at least 1",
    );
    const resize = "bicubic" as InceptionResize;
    await expect(loadInception(file, { resize })).rejects.toThrow(
      "loadInception: resize='bicubic'; pass one of 'torch-fidelity', 'pytorch-fid'.",
    );
  });

  it("is told in the documentation as in the errors", () => {
    const docs = fs.readFileSync(path.join(__dirname, "../../../docs/metrics.md"), "utf8");
    const message = failure(zeros([]));
    const lines = message
      .split("\n")
      .slice(-3)
      .map((line) => line.trim());
    for (const line of lines) expect(docs).toContain(line);
    const source = path.join(__dirname, "../../../lib/metrics/inception/load.ts");
    for (const line of lines) expect(fs.readFileSync(source, "utf8")).toContain(line);
  });
});
