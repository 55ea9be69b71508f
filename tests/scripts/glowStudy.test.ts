import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import { readStudy } from "../../lib/notebook";
import { createGlowStudy, glowStudy } from "../../scripts/studies/glow";
import { expectComplete } from "../contracts/storedStudy";

const context = { say: () => undefined, signal: new AbortController().signal };

beforeAll(async () => void (await ready()));

describe("the study of Glow's parts", () => {
  const tiny = createGlowStudy({
    levels: [
      { steps: 2, hidden: 4 },
      { steps: 1, hidden: 4 },
    ],
    updates: 3,
    batchSize: 8,
    flows: 2,
    tested: 20,
  });
  const run = (name: string) => tiny.rows.find((row) => row.name === name)!.run(context);

  it("measures every row, the whole Glow twice the same, and no row as another", async () => {
    const figures = new Map<string, Awaited<ReturnType<typeof run>>>();
    for (const { name } of tiny.rows) figures.set(name, await run(name));
    for (const { bitsPerDim, bitsPerDimError, each } of figures.values()) {
      expect(bitsPerDim).toSatisfy(Number.isFinite);
      expect(bitsPerDimError).toBeGreaterThan(0);
      expect(each).toMatch(/^\d+\.\d{5} \d+\.\d{5}$/);
    }
    expect(new Set([...figures.values()].map(({ each }) => each)).size).toBe(tiny.rows.length);
    expect(await run("Glow")).toEqual(figures.get("Glow"));
    const weights = (name: string) => figures.get(name)!.parameters as number;
    expect(weights("no actnorm")).toBeLessThan(weights("Glow"));
    expect(weights("half as many steps")).toBeLessThan(weights("Glow"));
  });

  it("stops where it is asked to", async () => {
    const [first] = tiny.rows;
    const stopped = first!.run({ ...context, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow("interrupted");
  });

  it("is stored complete, as it would be measured now", () =>
    expectComplete(readStudy("glow"), glowStudy, "npm run study -- glow"));
});
