import { describe, expect, it } from "vitest";
import { loadDdpm } from "../../lib/diffusion";
import { ready } from "../../lib/core";
import { recipes } from "../../scripts/train";
import type { CheckpointCard } from "../../lib/train";
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

/** Seconds that a training may take: two and a half hours. */
const LONGEST_TRAINING = 9000;
const cards = recipes.map(({ name }) => readCard(name));
const FLOWS = ["glow", "realnvp-multiscale", "picture-maf"];
const LIKELIHOODS = [...FLOWS, "ddpm", "vae", "vqVae", "pixelCnn"];
const isOfPictures = ({ config }: CheckpointCard) =>
  /"(imageSize|shape)":/.test(JSON.stringify(config));
const named = (chosen: readonly CheckpointCard[]) =>
  chosen.map((card) => [card.name, card] as const);
const figure = (name: string, metric: string) => readCard(name).metrics?.[metric];

describe("what the cards say of quality and cost", () => {
  it.each(named(cards))("%s was trained within two and a half hours", (_, { training }) => {
    expect(training!.seconds).toBeGreaterThan(0);
    expect(training!.seconds).toBeLessThanOrEqual(LONGEST_TRAINING);
  });

  it.each(named(cards.filter((card) => LIKELIHOODS.includes(card.kind) && isOfPictures(card))))(
    "%s has its likelihood of test pictures, with the error and their number",
    (_, { metrics = {} }) => {
      const name = "bitsPerDim" in metrics ? "bitsPerDim" : "logProb"; // nats
      expect(Math.abs(metrics[name]!)).toBeGreaterThan(0);
      expect(metrics[`${name}Error`]).toBeGreaterThan(0);
      expect(metrics[`${name}Pictures`]).toBeGreaterThanOrEqual(256);
    },
  );

  it.each(named(cards.filter(({ kind }) => FLOWS.includes(kind))))(
    "%s gives pictures back from their latents to 1e-4",
    (_, { metrics = {} }) => {
      expect(metrics.inversionError).toBeGreaterThan(0); // in float32
      expect(metrics.inversionError).toBeLessThanOrEqual(1e-4);
    },
  );

  it("covers the flows and the likelihoods of pictures that there are", () => {
    const chosen = (kinds: readonly string[]) =>
      cards
        .filter((card) => kinds.includes(card.kind) && isOfPictures(card))
        .map(({ name }) => name);
    expect(chosen(FLOWS)).toEqual(
      expect.arrayContaining(["glow-mnist", "realnvp-mnist", "maf-mnist"]),
    );
    expect(chosen(LIKELIHOODS)).toEqual(
      expect.arrayContaining(["ddpm-mnist", "vae-mnist", "vqvae-mnist", "pixelcnn-mnist", "pixelcnn-mnist-binary"]), // prettier-ignore
    );
  });

  it("glow-mnist needs at most 1.15 bits per dimension, pixelcnn-mnist 0.95", () => {
    expect(figure("glow-mnist", "bitsPerDim")).toBeLessThanOrEqual(1.15);
    expect(figure("pixelcnn-mnist", "bitsPerDim")).toBeLessThanOrEqual(0.95);
  });

  it("classifier-mnist reads more than 99.3 % of the test digits", () => {
    expect(figure("classifier-mnist", "testAccuracy")).toBeGreaterThan(0.993);
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
