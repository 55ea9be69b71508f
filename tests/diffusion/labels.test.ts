import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { droppedLabels, labelTensor, noLabels } from "../../lib/diffusion/labels";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const values = (tensor: ReturnType<typeof labelTensor>) => {
  const found = [...tensor.dataSync()];
  tensor.dispose();
  return found;
};

describe("labelTensor", () => {
  it("takes one for each example, or one for all", async () => {
    expect(values(labelTensor([1, 0, 2], 3, 3))).toEqual([1, 0, 2]);
    expect(values(labelTensor(2, 3, 3))).toEqual([2, 2, 2]);
    await expectNoLeak(() => labelTensor(2, 3, 3));
  });

  it("refuses labels out of range, of another count, or of a model without classes", () => {
    for (const label of [3, -1, 0.5]) {
      expect(() => labelTensor([0, label], 2, 3)).toThrow(
        `ddpm: labels[1]=${label} is not an integer from 0 to 2; pass one.`,
      );
      expect(() => labelTensor(label, 2, 3)).toThrow(`ddpm: label=${label} is not an integer`);
    }
    expect(() => labelTensor([0], 2, 3)).toThrow(
      "ddpm: 1 labels for 2 examples; pass one for each, or one number for all.",
    );
    expect(() => labelTensor([0], 1, 0)).toThrow("ddpm: labels for a model without classes");
  });
});

it("noLabels are of the class after the last one", () => {
  expect(values(noLabels(3, 10))).toEqual([10, 10, 10]);
});

describe("droppedLabels", () => {
  /** False-alarm rate: 6e-5 (4 standard errors). */
  it("replaces the share that is asked for by 'no class', and keeps the others", () => {
    const n = 20_000;
    const labels = seed(1).integerArray(n, { high: 10 });
    const found = values(droppedLabels(labels, { classes: 10, dropout: 0.1, rng: seed(2) }));
    const dropped = found.filter((label) => label === 10).length / n;
    expect(Math.abs(dropped - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / n));
    expect(found.every((label, i) => label === 10 || label === labels[i])).toBe(true);
    expect(values(droppedLabels(labels, { classes: 10, dropout: 0, rng: seed(2) }))).toEqual([
      ...labels,
    ]);
    const all = values(droppedLabels(labels, { classes: 10, dropout: 1, rng: seed(2) }));
    expect(new Set(all)).toEqual(new Set([10]));
  });
});
