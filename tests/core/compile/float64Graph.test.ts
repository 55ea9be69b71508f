import { beforeEach, describe, expect, it, vi } from "vitest";
import { seed } from "../../../lib/core";
import { hasFloat64, runInFloat64 } from "../../../lib/core/compile/float64Graph";
import * as nativeBackend from "../../../lib/core/compile/nativeBackend";
import { matrixProduct } from "../../../lib/math";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";
import { graphFolders } from "./smallTraining";

beforeEach(nativeOnly);

/** Random numbers with all their 53 bits. */
function random(rows: number, columns: number, key: number) {
  const [high, low] = seed(key)
    .split(2)
    .map((rng) => rng.normalArray(rows * columns));
  const data = Float64Array.from(high!, (value, i) => value + 1e-8 * low![i]!);
  return { data, shape: [rows, columns] as const };
}

const rowsOf = ({ data, shape }: ReturnType<typeof random>) =>
  Array.from({ length: shape[0] }, (_, i) => data.subarray(i * shape[1], (i + 1) * shape[1]));

const NOT_TRANSPOSED = { adj_x: { b: false }, adj_y: { b: false } };

describe("runInFloat64", () => {
  it("multiplies matrices to 14 digits, where float32 has 7, and leaves nothing behind", async () => {
    const inputs = { x: random(20, 30, 1), y: random(30, 10, 2) };
    const exact = matrixProduct(rowsOf(inputs.x), rowsOf(inputs.y)).flat();
    const folders = graphFolders();
    await expectNoLeak(async () => {
      const product = await runInFloat64(inputs, (graph, { x, y }) =>
        graph.op("BatchMatMulV2", [x!, y!], NOT_TRANSPOSED),
      );
      product.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-13));
    });
    expect(graphFolders()).toEqual(folders);
  });

  it("gives back what went in, from 1e-30 to 1e30", async () => {
    const data = Float64Array.from([Math.PI * 1e30, -Math.E * 1e-30, 0, 1 / 3]);
    const same = await runInFloat64({ x: { data, shape: [2, 2] } }, (_, { x }) => x!);
    same.forEach((value, i) =>
      expect(Math.abs(value - data[i]!)).toBeLessThanOrEqual(4e-15 * Math.abs(data[i]!)),
    );
  });

  it("says so when an op fails, and leaves nothing behind then either", async () => {
    const inputs = { x: random(2, 3, 1), y: random(2, 3, 2) };
    const folders = graphFolders();
    await expectNoLeak(async () => {
      await expect(
        runInFloat64(inputs, (graph, { x, y }) =>
          graph.op("BatchMatMulV2", [x!, y!], NOT_TRANSPOSED),
        ),
      ).rejects.toThrow(/BatchMatMulV2|Dimensions|size-incompatible/);
    });
    expect(graphFolders()).toEqual(folders);
  });

  it("gives NaN where an op has no answer: Cholesky's decomposition of a singular matrix", async () => {
    const singular = { data: Float64Array.from([1, 1, 1, 1]), shape: [2, 2] as const };
    const lower = await runInFloat64({ x: singular }, (graph, { x }) => graph.op("Cholesky", [x!]));
    expect(lower[3]).toBeNaN();
  });

  it("is for the native back end", async () => {
    expect(hasFloat64()).toBe(true);
    vi.spyOn(nativeBackend, "nativeBackend").mockReturnValue(undefined);
    expect(hasFloat64()).toBe(false);
    await expect(runInFloat64({}, () => "" as never)).rejects.toThrow(
      "back end has no float64; compute in TypeScript there.",
    );
    vi.restoreAllMocks();
  });
});
