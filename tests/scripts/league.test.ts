import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "dgm/core";
import { toy2d } from "dgm/datasets";
import { readLeague } from "../../lib/notebook";
import { contestants } from "../../scripts/league/contestants";
import { createLeague, league } from "../../scripts/league/league";
import { pointsFamilies } from "../../scripts/league/points";
import { expectComplete } from "../contracts/storedStudy";

const context = { say: () => undefined, signal: new AbortController().signal };

beforeAll(async () => void (await ready()));

describe("the league", () => {
  const tiny = createLeague({
    pictures: 2000, // as many as precision takes; real ones cost nothing
    part: 10,
    timed: 10,
    points: { updates: 3, batchSize: 16, models: 2, samples: 100, scored: 20 },
  });
  const run = (name: string) => tiny.rows.find((row) => row.name === name)!.run(context);

  it("has a row for every way to draw from every model, and says what each can do", () => {
    const names = league.rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, checkpoint, family, scores, passes, skips } of contestants) {
      expect(name.startsWith(checkpoint)).toBe(true);
      if (family === "GAN") expect(scores).toBe("no");
      if (skips === "has one") expect(passes).toBe(1);
      else expect(passes).toBeGreaterThan(1);
    }
    const kinds = new Set(contestants.map(({ family }) => family));
    expect(kinds).toEqual(new Set(pointsFamilies.map(({ name }) => name)));
  });

  it.each(contestants)("draws digits in [-1, 1], twice the same: $name", async (contestant) => {
    const drawing = await contestant.open();
    const few = await drawing.sample(2, seed(1));
    expect(few.shape).toEqual([2, 28, 28, 1]);
    expect(few.data.every((x) => x >= -1 && x <= 1)).toBe(true);
    expect((await drawing.sample(2, seed(1))).data).toEqual(few.data);
    drawing.dispose();
  });

  it("finds real digits where they should be", async () => {
    const figures = await run("MNIST itself");
    const { fid, precision, recall, accuracy, highPower } = figures;
    const stored = readLeague().rows.find(({ name }) => name === "MNIST itself")!.figures;
    for (const name of ["fid", "precision", "precisionError", "recall", "accuracy", "highPower"]) {
      const ratio = (figures[name] as number) / (stored[name] as number);
      expect(Math.abs(ratio - 1), `${name}, as it is stored`).toBeLessThan(2e-3);
    }
    expect(fid).toBeLessThan(10);
    expect(Math.abs((highPower as number) - 1)).toBeLessThan(0.05);
    for (const share of [precision, recall]) expect(share).toBeGreaterThan(0.7);
    expect(accuracy).toBeGreaterThan(0.98);
  });

  it("trains each family of points with about as many weights, twice the same", async () => {
    const weights: number[] = [];
    for (const { name, scores } of pointsFamilies) {
      const { parameters, seconds, secondsError, ...figures } = await run(`points: ${name}`);
      weights.push(parameters as number);
      expect(seconds).toBeGreaterThan(0);
      expect(secondsError).toBeGreaterThan(0);
      expect(figures["models"]).toBe(2);
      expect("nats" in figures).toBe(scores !== "no");
      expect(Object.values(figures)).toSatisfy((all: number[]) => all.every(Number.isFinite));
      const again = await run(`points: ${name}`);
      expect(again["distance"]).toBe(figures["distance"]);
    }
    expect(Math.max(...weights) / Math.min(...weights)).toBeLessThan(1.2);
  });

  it.each(pointsFamilies.filter(({ scores }) => scores !== "no"))(
    "has densities of points that integrate to at most 1, and to 1 where they are exact: $name",
    async ({ train, scores, reach = 6 }) => {
      const data = toy2d("eightGaussians", 500, seed(1));
      const { signal } = context;
      const model = await train(data, { updates: 200, batchSize: 64, signal }, seed(2));
      const side = 128; // two for each cell of the autoregressive model
      const cell = (2 * reach) / side;
      const at = (i: number) => (i + 0.5) * cell - reach;
      const grid = Float32Array.from({ length: 2 * side ** 2 }, (_, k) =>
        at(k % 2 === 0 ? (k / 2) % side : Math.floor(k / 2 / side)),
      );
      const logs = new Float64Array(side ** 2); // a bound's mean over its noise
      const draws = scores === "bound" ? 64 : 1;
      for (let draw = 0; draw < draws; draw++) {
        const drawn = await model.logProbs!({ data: grid, shape: [side ** 2, 2] }, seed(3 + draw));
        logs.forEach((log, k) => (logs[k] = log + drawn[k]! / draws));
      }
      const mass = logs.reduce((sum, log) => sum + Math.exp(log) * cell ** 2, 0);
      if (scores === "bound") expect(mass).toBeLessThan(1.002);
      else expect(Math.abs(mass - 1)).toBeLessThan(5e-3);
      model.dispose();
    },
  );

  it("stops where it is asked to", async () => {
    const stopped = { ...context, signal: AbortSignal.abort() };
    for (const name of ["gan-mnist", "points: flow"]) {
      const row = tiny.rows.find((each) => each.name === name)!;
      await expect(row.run(stopped)).rejects.toThrow(/abort|interrupted/);
    }
  });

  it("is stored complete, as it would be measured now", () =>
    expectComplete(readLeague(), league, "npm run league"));
});
