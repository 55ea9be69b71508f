import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { featureStatistics, loadStatistics, saveStatistics } from "../../lib/metrics";
import { goldenFolder } from "../contracts/golden";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const file = path.join(folder, "deep", "statistics.safetensors");
const statistics = featureStatistics(
  { data: seed(1).normalArray(900), shape: [100, 9] },
  "net, v1",
);

describe("saveStatistics and loadStatistics", () => {
  it("keep every bit", async () => {
    await saveStatistics(file, statistics);
    expect(await loadStatistics(file)).toEqual(statistics);
    const edges = {
      ...statistics,
      mean: Float64Array.of(1e-320, -0),
      covariance: Float64Array.of(1 / 3, 2 ** -60, 2 ** -60, 1e300),
    };
    await saveStatistics(file, edges);
    const read = await loadStatistics(file);
    expect(Object.is(read.mean[1], -0)).toBe(true);
    expect(read).toEqual(edges);
  });

  it("use the format of the Python library", async () => {
    const python = path.join(goldenFolder, "statistics.safetensors");
    const expected = {
      count: 7,
      mean: Float64Array.of(0.1, -2 / 3),
      covariance: Float64Array.of(1 / 3, 0.1, 0.1, Math.PI),
      extractor: "from Python",
    };
    expect(await loadStatistics(python)).toEqual(expected);
  });

  it("leave one file and nothing beside it", async () => {
    await saveStatistics(file, statistics);
    expect(fs.readdirSync(path.dirname(file))).toEqual(["statistics.safetensors"]);
  });
});

describe("saveStatistics", () => {
  it("writes nothing that could not be used", async () => {
    const other = path.join(folder, "other.safetensors");
    await expect(saveStatistics(path.join(folder, "s.npz"), statistics)).rejects.toThrow(
      /^statistics: .*s\.npz does not end in \.safetensors; name it so\.$/,
    );
    await expect(saveStatistics(other, { ...statistics, count: 1 })).rejects.toThrow(
      "saveStatistics: statistics.count=1; expected statistics of at least 2 samples.",
    );
    const mean = statistics.mean.slice().fill(NaN);
    await expect(saveStatistics(other, { ...statistics, mean })).rejects.toThrow("mean[0]=NaN");
    const covariance = new Float64Array(3);
    await expect(saveStatistics(other, { ...statistics, covariance })).rejects.toThrow(
      "covariance has length 3; expected 81.",
    );
    await expect(saveStatistics(other, { ...statistics, extractor: "" })).rejects.toThrow(
      "saveStatistics: extractor is empty; pass its id.",
    );
    expect(fs.existsSync(other)).toBe(false);
  });
});

describe("loadStatistics", () => {
  it("refuses a file that is missing or named otherwise", async () => {
    await expect(loadStatistics(path.join(folder, "none.safetensors"))).rejects.toThrow(
      /^statistics: cannot read .*none\.safetensors .*; make it with saveStatistics\.$/,
    );
    await expect(loadStatistics("s.npz")).rejects.toThrow("does not end in .safetensors");
  });

  it("refuses a file cut short, or with one bit changed", async () => {
    await saveStatistics(file, statistics);
    const good = fs.readFileSync(file);
    const damaged = path.join(folder, "damaged.safetensors");
    for (const length of [0, 7, 100, good.length - 1]) {
      fs.writeFileSync(damaged, good.subarray(0, length));
      await expect(loadStatistics(damaged)).rejects.toThrow(/damaged\.safetensors .*truncated/);
    }
    const flipped = Buffer.from(good);
    flipped[good.length - 5]! ^= 1;
    fs.writeFileSync(damaged, flipped);
    await expect(loadStatistics(damaged)).rejects.toThrow(/has SHA-256 .*; it says .*damaged/);
  });

  it("refuses tensors of another kind", async () => {
    const float32 = path.join(goldenFolder, "float32.safetensors");
    await expect(loadStatistics(float32)).rejects.toThrow("as F32, not F64");
  });

  it("refuses a header that does not fit", async () => {
    await saveStatistics(file, statistics);
    const good = fs.readFileSync(file).toString("latin1");
    const changed = path.join(folder, "changed.safetensors");
    const rejects = (from: string, to: string) => {
      expect(good).toContain(from);
      fs.writeFileSync(changed, Buffer.from(good.replace(from, to), "latin1"));
      return expect(loadStatistics(changed)).rejects;
    };
    await rejects("statistics 1", "statistics 2").toThrow(
      "(format 'dgm feature statistics 2', expected 'dgm feature statistics 1')",
    );
    await rejects('"mean"', '"meen"').toThrow("holds no feature statistics");
    await rejects('"100"', '"001"').toThrow("file.count=1; expected statistics of at least 2");
    await rejects("[9,9]", "[9,8]").toThrow("a wrong length");
  });
});
