import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import {
  corrupt,
  corruptionAmounts,
  corruptionNames,
  corruptionStrengths,
  loadMnist,
} from "../../lib/datasets";
import {
  featureStatistics,
  frechetTerms,
  loadDigitFeatures,
  loadStatistics,
  type DigitFeatures,
} from "../../lib/metrics";
import { checkpoint, readStudy, statistics } from "../../lib/notebook";
import { fidStudy } from "../../scripts/studies/fid";
import { rowFingerprint } from "../../scripts/studies/runStudy";

const REMEDY = "run 'npm run study -- fid' and commit what it writes";
const study = readStudy("fid");
const row = (name: string) => study.rows.find((each) => each.name === name)!;
const figure = (name: string, of: string) => row(name).figures[of] as number;

let network: DigitFeatures;
beforeAll(async () => {
  await ready();
  network = await loadDigitFeatures(checkpoint("classifier-mnist"));
  return () => network.dispose();
});

describe("the committed study of FID", () => {
  it("is complete and belongs to the shipped classifier, data and settings", () => {
    const { extractor, train, test, ...rest } = study.settings;
    expect(extractor, REMEDY).toBe(network.id);
    expect(String(train)).toMatch(/^mnist-train\[60000\]/);
    expect(String(test)).toMatch(/^mnist-test\[10000\]/);
    expect(rest).toMatchObject({ version: expect.any(Number), seed: expect.any(Number) });
    const expected = fidStudy.rows.map((each) => [each.name, rowFingerprint(study.settings, each)]);
    expect(
      study.rows.map(({ name, fingerprint }) => [name, fingerprint]),
      REMEDY,
    ).toEqual(expected);
    expect(study.rows.every(({ commit }) => /^[0-9a-f]{10}$/.test(commit))).toBe(true);
  });

  it("has statistics of the training set beside it, of the same classifier", async () => {
    const { extractor, count } = await loadStatistics(statistics("mnist-train"));
    expect(extractor, REMEDY).toBe(network.id);
    expect(count).toBe(figure("reference", "pictures"));
  });

  it.each([...corruptionNames])("%s raises FID and KID with each strength", (kind) => {
    for (const measure of ["fid", "kid"]) {
      const values = ["clean", ...corruptionStrengths.map((s) => `${kind} ${s}`)].map((name) =>
        figure(name, measure),
      );
      values.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(values[i]!));
    }
    const amounts = corruptionStrengths.map((s) => row(`${kind} ${s}`).settings.amount);
    expect(amounts).toEqual(corruptionAmounts[kind]);
  });

  it("has floors of chance below the test set, smaller with more pictures", () => {
    const floors = ["5000 against 5000", "10000 against 10000", "10000 against 50000"].map((name) =>
      figure(`floor ${name}`, "fid"),
    );
    expect([...floors].sort((a, b) => b - a)).toEqual(floors);
    expect(figure("clean", "fid")).toBeGreaterThan(floors[1]!); // as many pictures, fewer to compare with
  });

  it("has FID as the sum of its terms", () => {
    for (const { name } of study.rows.slice(1)) {
      const sum = figure(name, "fidMean") + figure(name, "fidCovariance");
      expect(Math.abs(sum / figure(name, "fid") - 1)).toBeLessThan(2e-5);
    }
  });

  /** The row `gaussianBlur 2`, within 0.1 %: other back ends and processors round the features differently. */
  it("says what one finds again", async () => {
    const { images, count } = await loadMnist({ split: "test" });
    const order = seed(study.settings.seed as number)
      .fold("order")
      .fold("test")
      .permutation(count);
    const digits = { data: new Float32Array(count * 784), shape: [count, 28, 28, 1] };
    order.forEach((index, i) => {
      for (let j = 0; j < 784; j++) digits.data[784 * i + j] = images[784 * index + j]! / 127.5 - 1;
    });
    const key = seed(study.settings.seed as number).fold("gaussianBlur");
    const blurred = corrupt(digits, { kind: "gaussianBlur", strength: 2 }, key);
    const found = featureStatistics(await network.extract(blurred), network.id);
    const { total, mean } = await frechetTerms(
      await loadStatistics(statistics("mnist-train")),
      found,
    );
    expect(Math.abs(total / figure("gaussianBlur 2", "fid") - 1)).toBeLessThan(1e-3);
    expect(Math.abs(mean / figure("gaussianBlur 2", "fidMean") - 1)).toBeLessThan(1e-3);
  });
});
