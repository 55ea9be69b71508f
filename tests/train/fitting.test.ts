import { describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { prepareFit } from "../../lib/train";
import { noiseExamples } from "../contracts/noiseExamples";

const model = { where: "line", eventShape: [2], hint: "the width" };
const data = noiseExamples(8, [2]);
const options = { batchSize: 4, rng: seed(1) };

describe("prepareFit", () => {
  it("visits every example once in an epoch, in an order that belongs to the key", () => {
    const { indices } = prepareFit(model, data, options, {});
    expect([...indices(0), ...indices(1)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(prepareFit(model, data, options, {}).indices(5)).toEqual(indices(5));
    const other = prepareFit(model, data, { ...options, rng: seed(2) }, {});
    expect([...other.indices(0), ...other.indices(1)]).not.toEqual([...indices(0), ...indices(1)]);
  });

  it("names the run by model, data, key and batch: any other makes another fingerprint", () => {
    const fingerprint = (changes: object, described = { width: 2 }, examples = data) =>
      prepareFit(model, examples, { ...options, ...changes }, described).fingerprint;
    const all = [
      fingerprint({}),
      fingerprint({ batchSize: 2 }),
      fingerprint({ rng: seed(2) }),
      fingerprint({}, { width: 3 }),
      fingerprint({}, { width: 2 }, { ...data, id: "others" }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(fingerprint({})).toBe(all[0]);
  });

  it("says which examples came and which were expected", () => {
    expect(() => prepareFit(model, noiseExamples(8, [3, 1]), options, {})).toThrow(
      "line: the data's examples have shape [3, 1]; the network is for [2]. Change the width.",
    );
  });
});
