import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  encodeSafetensors,
  loadTrainingState,
  readTensors,
  saveTrainingState,
} from "../../lib/train";
import { temporaryFolder } from "../contracts/temporary";

const folder = temporaryFolder();
const file = path.join(folder, "state.safetensors");

beforeAll(async () => {
  await ready();
});

const position = {
  step: 3,
  losses: { model: Float32Array.of(3, 2, 1.5) },
  seconds: 1.25,
  fingerprint: "a run",
};
const group = (...values: number[]) => ({
  model: new Map([["w", tf.variable(tf.tensor1d(values))]]),
});

describe("a training state", () => {
  it("comes back to the bit, with its position", async () => {
    const saved = group(0.1, -0, 1e-40);
    await saveTrainingState(file, saved, position);
    const loaded = group(9, 9, 9);
    expect(await loadTrainingState(file, loaded, "a run")).toEqual(position);
    const read = (g: typeof saved) => g.model.get("w")!.dataSync();
    expect(read(loaded)).toEqual(read(saved));
  });

  it("is undefined when there is none", async () => {
    expect(await loadTrainingState(path.join(folder, "none"), group(1), "a run")).toBeUndefined();
  });

  it("of another run is refused and changes nothing", async () => {
    await saveTrainingState(file, group(1, 2), position);
    const mine = group(7, 7);
    await expect(loadTrainingState(file, mine, "my run")).rejects.toThrow(
      `resume: ${file} belongs to another run (a run); expected my run. Delete it to start over, or pass the config it was made with.`,
    );
    expect([...mine.model.get("w")!.dataSync()]).toEqual([7, 7]);
  });

  it("with other shapes or names is refused and changes nothing", async () => {
    await saveTrainingState(file, group(1, 2, 3), position);
    const mine = group(7, 7);
    await expect(loadTrainingState(file, mine, "a run")).rejects.toThrow(
      `resume: ${file} holds 'model/w' with shape [3]; expected [2]. Delete it to start over.`,
    );
    expect([...mine.model.get("w")!.dataSync()]).toEqual([7, 7]);
    const more = { ...group(1, 2, 3), adam: new Map([["m", tf.variable(tf.scalar(0))]]) };
    await expect(loadTrainingState(file, more, "a run")).rejects.toThrow(
      "holds 'adam/m' with shape [none]",
    );
  });

  it("that is truncated is refused", async () => {
    await saveTrainingState(file, group(1, 2, 3), position);
    fs.truncateSync(file, fs.statSync(file).size - 1);
    await expect(loadTrainingState(file, group(1, 2, 3), "a run")).rejects.toThrow(
      /^safetensors: .*state\.safetensors ends inside 'losses\/model' and is truncated/,
    );
  });

  it("with a changed number is refused", async () => {
    await saveTrainingState(file, group(1, 2, 3), position);
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 20]! ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(loadTrainingState(file, group(1, 2, 3), "a run")).rejects.toThrow(
      `resume: ${file} is damaged: its numbers are not those that were saved (checksum). Delete it to start over.`,
    );
  });

  it("without its step is refused", async () => {
    const tensors = await readTensors(group(1).model);
    fs.writeFileSync(file, encodeSafetensors(tensors, { metadata: { fingerprint: "a run" } }));
    await expect(loadTrainingState(file, group(1), "a run")).rejects.toThrow(
      `resume: ${file} says step=undefined, seconds=undefined, which are no numbers; delete it to start over.`,
    );
  });
});
