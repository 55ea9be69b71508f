import fs from "node:fs";
import promises from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { amendCard, loadCheckpoint, saveCheckpoint } from "../../lib/train";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const file = path.join(folder, "digits.safetensors");
const card = path.join(folder, "digits.json");
const facts = {
  name: "digits",
  description: "for the test",
  kind: "ddpm",
  config: { T: 10 },
  parameters: 3,
  metrics: { fid: 1.5 },
};
const weights = (value: number) =>
  new Map([["w", { data: Float32Array.of(value, 2, 1 / 3), shape: [3] }]]);
const editCard = (change: (card: Record<string, unknown>) => unknown) =>
  fs.writeFileSync(card, JSON.stringify(change(JSON.parse(fs.readFileSync(card, "utf8")))));

beforeEach(async () => {
  await saveCheckpoint(file, weights(1), facts);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a checkpoint", () => {
  it("comes back, in float16, with its card", async () => {
    const saved = await saveCheckpoint(file, weights(1), facts);
    const loaded = await loadCheckpoint(file, "ddpm");
    expect(loaded.card).toEqual(saved);
    expect(loaded.card).toMatchObject(facts);
    expect(loaded.card.sha256).toMatch(/^[0-9a-f]{64}$/);
    const { data, shape } = loaded.weights.get("w")!;
    expect([[...data], shape]).toEqual([[1, 2, 0.333251953125], [3]]);
    expect(fs.readdirSync(folder).sort()).toEqual(["digits.json", "digits.safetensors"]);
  });

  it("is refused when one bit of the weights is altered", async () => {
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(loadCheckpoint(file, "ddpm")).rejects.toThrow(
      /^checkpoint: .*digits\.safetensors has SHA-256 [0-9a-f]{64}; its card says [0-9a-f]{64}\. The file is damaged or of another training; restore both with 'git checkout'\.$/,
    );
  });

  it("is refused when it is truncated", async () => {
    fs.truncateSync(file, 20);
    await expect(loadCheckpoint(file, "ddpm")).rejects.toThrow("The file is damaged");
  });

  it("is refused by a model of another kind", async () => {
    await expect(loadCheckpoint(file, "vae")).rejects.toThrow(
      `checkpoint: ${file} holds a 'ddpm'; expected a 'vae'. Load it with the model it belongs to.`,
    );
  });

  it.each([file, card])("is refused when %s is missing", async (missing) => {
    fs.rmSync(missing);
    await expect(loadCheckpoint(file, "ddpm")).rejects.toThrow(
      `checkpoint: cannot read ${missing} (ENOENT); train it, or restore it with 'git checkout -- ${missing}'.`,
    );
  });

  it("is refused when its card is damaged", async () => {
    const lacking = `checkpoint: ${card} is no card: it lacks kind, config or sha256; restore it from git.`;
    editCard(({ sha256, ...rest }) => (expect(sha256).toBeDefined(), rest));
    await expect(loadCheckpoint(file, "ddpm")).rejects.toThrow(lacking);
    fs.writeFileSync(card, "null");
    await expect(loadCheckpoint(file, "ddpm")).rejects.toThrow(lacking);
    fs.writeFileSync(card, '{"name": "digi');
    await expect(loadCheckpoint(file, "ddpm")).rejects.toThrow(`checkpoint: ${card} is not JSON (`);
  });

  it("has a card that can be amended, the weights and the rest of it untouched", async () => {
    const before = (await loadCheckpoint(file, "ddpm")).card;
    const bytes = fs.readFileSync(file);
    const amended = await amendCard(file, { metrics: { fid: 0.5, steps: 10 } });
    expect(amended).toEqual({ ...before, metrics: { fid: 0.5, steps: 10 } });
    expect((await loadCheckpoint(file, "ddpm")).card).toEqual(amended);
    expect(fs.readFileSync(file)).toEqual(bytes);
    fs.rmSync(card);
    await expect(amendCard(file, {})).rejects.toThrow(/^checkpoint: cannot read .* \(ENOENT\)/);
  });

  it("must be called .safetensors", async () => {
    const message = "checkpoint: x.bin does not end in .safetensors; name it so.";
    await expect(loadCheckpoint("x.bin", "ddpm")).rejects.toThrow(message);
    await expect(saveCheckpoint("x.bin", weights(1), facts)).rejects.toThrow(message);
  });

  it("stays whole, weights and card, when the disk is full on saving the next", async () => {
    const open = promises.open;
    let opened = 0;
    vi.spyOn(promises, "open").mockImplementation(async (...args) => {
      if (opened++ === 1) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      return open(...args);
    });
    await expect(saveCheckpoint(file, weights(5), facts)).rejects.toThrow(
      `save: cannot write ${card}: the disk is full; free some space and save again.`,
    );
    const { weights: kept } = await loadCheckpoint(file, "ddpm");
    expect(kept.get("w")!.data[0]).toBe(1);
  });
});
