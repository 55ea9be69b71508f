import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import {
  convolutionsOf,
  INCEPTION_BLOCKS,
  inceptionA,
  inceptionB,
  inceptionC,
  inceptionD,
  inceptionE,
  type Block,
} from "../../../lib/metrics/inception/blocks";
import { runLayers, runNetwork, type FoldedConvs } from "../../../lib/metrics/inception/network";
import { inceptionShapes } from "../../../lib/metrics/inception/weights";
import { golden } from "../../contracts/golden";
import { expectNoLeak } from "../../contracts/leaks";

const expected = golden<{
  parameters: number;
  statistics: number;
  shapes: Record<string, number[]>;
}>("inception");

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Small random convolutions for a block. */
function randomConvs({ layers }: Block): FoldedConvs {
  const rng = seed(3);
  return new Map(
    convolutionsOf(layers).map(({ name, kernel, inChannels, outChannels }) => [
      name,
      {
        kernel: rng.fold(name).normal([...kernel, inChannels, outChannels]) as tf.Tensor4D,
        bias: tf.zeros<tf.Rank.R1>([outChannels]),
      },
    ]),
  );
}

beforeAll(async () => void (await ready()));

describe("INCEPTION_BLOCKS", () => {
  it("hold the tensors of the reference, by name and shape, and as many parameters", () => {
    const shapes = inceptionShapes();
    expect(Object.fromEntries(shapes)).toEqual(expected.shapes);
    const sum = (some: (name: string) => boolean) =>
      [...shapes].reduce((total, [name, shape]) => total + (some(name) ? sizeOf(shape) : 0), 0);
    expect(sum((name) => !name.includes("running"))).toBe(expected.parameters);
    expect(expected.parameters).toBe(23_850_960);
    expect(sum((name) => name.includes("running"))).toBe(expected.statistics);
    expect(expected.statistics).toBe(34_432);
  });

  it("are twelve with 94 convolutions", () => {
    expect(INCEPTION_BLOCKS.map(({ name }) => name).join(" ")).toBe(
      "stem Mixed_5b Mixed_5c Mixed_5d Mixed_6a Mixed_6b Mixed_6c Mixed_6d Mixed_6e Mixed_7a Mixed_7b Mixed_7c",
    );
    expect(convolutionsOf(INCEPTION_BLOCKS.flatMap(({ layers }) => layers))).toHaveLength(94);
  });
});

describe("a block of each kind", () => {
  it.each([
    ["A keeps the size", inceptionA("a", 4, 6), [1, 5, 4, 4], [1, 5, 4, 230]],
    ["B halves it", inceptionB("b", 4), [1, 7, 5, 4], [1, 3, 2, 484]],
    ["C keeps it", inceptionC("c", 4, 5), [1, 5, 4, 4], [1, 5, 4, 768]],
    ["D halves it", inceptionD("d", 4), [1, 7, 5, 4], [1, 3, 2, 516]],
    ["E keeps it", inceptionE("e", 4, "max"), [1, 3, 2, 4], [1, 3, 2, 2048]],
  ])("%s, and leaves nothing behind", async (_, block, from, to) => {
    const convs = randomConvs(block);
    const x = seed(1).normal(from as [number, number, number, number]) as tf.Tensor4D;
    await expectNoLeak(() => {
      const y = runLayers(block.layers, convs, x);
      expect(y.shape).toEqual(to);
      return y;
    });
    expect(x.isDisposed).toBe(false);
    for (const { kernel, bias } of convs.values()) tf.dispose([kernel, bias]);
    x.dispose();
  });

  it("pools without counting what is outside: constants stay constant, also negative ones", () => {
    tf.tidy(() => {
      const x = tf.fill<tf.Rank.R4>([1, 3, 4, 2], -2);
      for (const kind of ["averagePool", "maxPool"] as const) {
        const y = runLayers([{ kind, stride: 1, padding: "same" }], new Map(), x);
        expect([...y.dataSync()]).toEqual(new Array(24).fill(-2));
      }
    });
  });

  it("E takes the mean or the maximum", () => {
    const kinds = (["average", "max"] as const).map((pool) => {
      const [branches] = inceptionE("e", 4, pool).layers;
      return branches?.kind === "branches" ? branches.branches.at(-1)![0]!.kind : undefined;
    });
    expect(kinds).toEqual(["averagePool", "maxPool"]);
    const [first, second] = INCEPTION_BLOCKS.slice(-2).map(({ name, layers }) => ({
      name,
      layers,
    }));
    expect(first).toEqual(inceptionE("Mixed_7b", 1280, "average"));
    expect(second).toEqual(inceptionE("Mixed_7c", 2048, "max"));
  });

  it("ends in the mean over positions", () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
      expect([...runNetwork([], new Map(), x).dataSync()]).toEqual([4, 5]);
    });
  });
});
