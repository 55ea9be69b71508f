import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import { readStudy } from "../../lib/notebook";
import { createDdimStudy, ddimSizes, ddimStudy } from "../../scripts/studies/ddim";
import { rowFingerprint } from "../../scripts/studies/runStudy";

const REMEDY = "run 'npm run study -- ddim' and commit what it writes";
const context = { say: () => undefined, signal: new AbortController().signal };

beforeAll(async () => void (await ready()));

describe("the study of samplers", () => {
  const tiny = createDdimStudy({
    pictures: 16,
    longPictures: 8,
    longFrom: 20,
    batch: 8,
    referenceFeatures: 100,
    bootstrapRepeats: 2,
    compared: [12, 8],
  });
  const row = (name: string) => tiny.rows.find((each) => each.name === name)!;

  it("has DDIM's table and the solvers of higher order, each once, the costly rows last", () => {
    const names = ddimStudy.rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.endsWith(" 100 steps"))).toEqual(names.slice(-10, -5));
    expect(names.filter((name) => name.endsWith(" 1000 steps"))).toEqual(names.slice(-5));
    for (const steps of [10, 20, 50, 100, 1000]) {
      for (const eta of ["0", "0.2", "0.5", "1 = DDPM"]) {
        expect(names).toContain(`DDIM eta ${eta}, ${steps} steps`);
      }
      expect(names).toContain(`DDPM sigma-hat, ${steps} steps`);
    }
    for (const name of ["PLMS", "F-PNDM", "DPM-Solver++ 2M"]) {
      for (const steps of [5, 10, 20, 50]) expect(names).toContain(`${name}, ${steps} steps`);
    }
    for (const kind of ["DDIM eta 0", "DDIM eta 1 = DDPM", "DDPM sigma-hat"]) {
      for (const steps of [10, 50]) expect(names).toContain(`${kind}, not clipped, ${steps} steps`);
    }
    expect(row("PLMS, 5 steps").settings).toEqual({ sampler: "plms", steps: 5, pictures: 16 });
    expect(row("PLMS, 20 steps").settings).toEqual({ sampler: "plms", steps: 20, pictures: 8 });
  });

  it("measures a row, twice the same", async () => {
    const figures = await row("F-PNDM, 5 steps").run(context);
    expect(figures).toMatchObject({ evaluations: 14, pictures: 16 });
    expect(Object.keys(figures)).toEqual([
      ...["evaluations", "pictures", "fid", "fidError", "fid12", "fid12Error", "fid8", "fid8Error"],
      ...["kid", "kidError", "precision", "recall", "confident", "classes"],
    ]);
    for (const value of Object.values(figures)) expect(value).toSatisfy(Number.isFinite);
    expect(figures.fid).not.toBe(figures.fid12);
    expect(await row("F-PNDM, 5 steps").run(context)).toEqual(figures);
  });

  it("lets the predicted picture leave [-1, 1] where it says so", async () => {
    const clipped = row("DDIM eta 0, 10 steps");
    const free = row("DDIM eta 0, not clipped, 10 steps");
    expect(free.settings).toEqual({ ...clipped.settings, clip: "none" });
    expect((await free.run(context)).fid).not.toBe((await clipped.run(context)).fid);
  });

  it("ranks MNIST's own pictures before samples of few steps", async () => {
    const real = await row("MNIST, training pictures").run(context);
    const made = await row("DDIM eta 0, 10 steps").run(context);
    expect(real.evaluations).toBeUndefined();
    expect(real.kid).toBeLessThan(made.kid as number);
  });

  it("stops where it is asked to", async () => {
    const signal = AbortSignal.abort();
    const stopped = row("DDIM eta 0, 10 steps").run({ ...context, signal });
    await expect(stopped).rejects.toMatchObject({ name: "InterruptedError" });
  });
});

describe("the committed study of samplers", () => {
  it("is complete and belongs to the shipped model, classifier, data and settings", async () => {
    const stored = readStudy("ddim");
    expect(stored.settings, REMEDY).toEqual(await ddimStudy.settings());
    const expected = ddimStudy.rows.map((row) => [row.name, rowFingerprint(stored.settings, row)]);
    expect(
      stored.rows.map(({ name, fingerprint }) => [name, fingerprint]),
      REMEDY,
    ).toEqual(expected);
    expect(stored.rows.every(({ commit }) => /^[0-9a-f]{10}$/.test(commit))).toBe(true);
    for (const { figures, settings } of stored.rows) {
      expect(figures.pictures).toBe(settings.pictures);
      for (const n of ddimSizes.compared) {
        if (n <= (settings.pictures as number)) expect(figures[`fid${n}`]).toBeGreaterThan(0);
        else expect(figures).not.toHaveProperty(`fid${n}`);
      }
    }
  });
});
