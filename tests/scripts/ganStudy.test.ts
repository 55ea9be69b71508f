import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import { readStudy } from "../../lib/notebook";
import { createGanStudy, ganStudy } from "../../scripts/studies/gan";
import { expectComplete } from "../contracts/storedStudy";

const context = { say: () => undefined, signal: new AbortController().signal };

beforeAll(async () => void (await ready()));

describe("the study of GANs", () => {
  const tiny = createGanStudy({
    steps: 4,
    mapGames: 2,
    remedyGames: 2,
    rates: [1e-3, 2e-3],
    samples: 200,
  });
  const row = (name: string) => tiny.rows.find((each) => each.name === name)!;

  it("has a map of both rates, twice, and the remedies of one unbalanced game", () => {
    const names = ganStudy.rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith("map: no penalty")).length).toBe(25);
    expect(names.filter((name) => name.startsWith("map: R1")).length).toBe(25);
    const settings = row("remedy: no remedy").settings!;
    expect(settings.generatorRate).toBe(2 * (settings.discriminatorRate as number));
    expect(row("remedy: R1").settings).toEqual({
      ...settings,
      penalty: { kind: "r1", weight: 1 },
    });
    expect(row("map: no penalty, G 0.002, D 0.001").settings).toEqual(settings);
  });

  it("measures a row, twice the same; the map's cell is the same games as the remedies' start", async () => {
    const figures = await row("remedy: no remedy").run(context);
    expect(figures.games).toBe(2);
    expect(figures.modes).toMatch(/^\d \d$/);
    for (const name of ["covered", "highQuality", "distance"]) {
      expect(figures[name]).toSatisfy(Number.isFinite);
      expect(figures[`${name}Error`]).toSatisfy(Number.isFinite);
    }
    expect(await row("map: no penalty, G 0.002, D 0.001").run(context)).toEqual(figures);
    expect(await row("remedy: WGAN-GP, 5 critic steps").run(context)).not.toEqual(figures);
  });

  it("stops where it is asked to", async () => {
    const stopped = row("remedy: R1").run({ ...context, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow("interrupted");
  });

  it("is stored complete, as it would be measured now", () =>
    expectComplete(readStudy("gan"), ganStudy, "npm run study -- gan"));
});
