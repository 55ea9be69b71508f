import { describe, expect, it } from "vitest";
import { labelOfEach, oneHotRows, requireLabels } from "../../lib/core/labels";
import { noiseExamples } from "../contracts/noiseExamples";

describe("labelOfEach", () => {
  it("takes one for each example, or one for all", () => {
    expect([...Array.from(labelOfEach("gan", [1, 0, 2], 3, 3))]).toEqual([1, 0, 2]);
    expect([...Array.from(labelOfEach("gan", 2, 3, 3))]).toEqual([2, 2, 2]);
  });

  it("refuses another count, and labels out of range", () => {
    expect(() => labelOfEach("gan", [0], 2, 3)).toThrow(
      "gan: 1 labels for 2 examples; pass one for each, or one number for all.",
    );
    expect(() => labelOfEach("pixelCnn", [0], 2, 3, "pictures")).toThrow("1 labels for 2 pictures");
    for (const label of [3, -1, 0.5]) {
      expect(() => labelOfEach("gan", [0, label], 2, 3)).toThrow(
        `gan: labels[1]=${label} is not an integer from 0 to 2; pass one.`,
      );
    }
  });
});

describe("oneHotRows", () => {
  it("has a one in the column of each label", () => {
    expect([...oneHotRows([2, 0], 3)]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([...oneHotRows([], 3)]).toEqual([]);
  });
});

describe("requireLabels", () => {
  it("wants a label for each example of the data", () => {
    const data = noiseExamples(4, [4, 4, 1]);
    expect(() => requireLabels("ddpm", data)).toThrow(
      "ddpm: the network has classes, and the data 'noise[4]' has no labels; pass labelled data",
    );
    expect(() => requireLabels("ddpm", { ...data, labels: [1] })).toThrow(
      "ddpm: 1 labels for 4 examples in 'noise[4]'; expected one for each.",
    );
    expect(requireLabels("ddpm", { ...data, labels: [1, 2, 3, 0] })).toEqual([1, 2, 3, 0]);
  });
});
