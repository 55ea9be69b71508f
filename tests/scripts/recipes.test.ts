import { describe, expect, it } from "vitest";
import { loadDdpm } from "../../lib/diffusion";
import { ready } from "../../lib/core";
import { recipes } from "../../scripts/train";
import { readCard } from "../../scripts/studies/cards";
import { checkpointFile } from "../../scripts/train/files";
import fs from "node:fs";
import path from "node:path";

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
  "recipe %s",
  (name, recipe) => {
    it("is that of the shipped checkpoint, whose card says how it was made and what it is worth", () => {
      const { training, metrics, description } = readCard(name);
      const { seed, steps, batchSize } = recipe;
      expect(training).toMatchObject({ seed, steps, batchSize });
      expect(description).toBe(recipe.description);
      expect(training!.lossCurve.length).toBe(Math.ceil(steps / training!.lossSpan));
      expect(Object.keys(metrics ?? {}).length).toBeGreaterThan(0);
      expect(fs.statSync(checkpointFile(name)).size).toBeLessThan(5e6);
    });
  },
);

describe("checkpoints", () => {
  it("have a recipe each, and every recipe has one", () => {
    const made = fs
      .readdirSync(path.dirname(checkpointFile("any")))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.replace(".json", ""));
    expect(made.sort()).toEqual(recipes.map(({ name }) => name).sort());
  });
});

describe("cards of diffusion models of digits", () => {
  it.each(["ddpm-mnist", "ddpm-mnist-class"])(
    "have bound and FID with their errors: %s",
    (name) => {
      const { metrics = {} } = readCard(name);
      expect(metrics.fidSamples).toBe(10_000);
      for (const figure of ["fid", "bitsPerDim"]) {
        expect(metrics[figure]).toBeGreaterThan(0);
        expect(metrics[`${figure}Error`]).toBeGreaterThan(0);
      }
    },
  );

  it("can be measured again with the same outcome", async () => {
    await ready();
    const name = "ddpm-2d-two-moons";
    const recipe = recipes.find((each) => each.name === name)!;
    const again = await recipe.judge(checkpointFile(name));
    expect(again.slicedWasserstein).toBeCloseTo(readCard(name).metrics!.slicedWasserstein!, 2);
    const { model } = await loadDdpm(checkpointFile(name));
    expect(model.config.network).toMatchObject({ dim: 2 });
    model.dispose();
  });
});
