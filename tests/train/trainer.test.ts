import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { Parameters, zeros } from "../../lib/nn";
import {
  createSgd,
  InterruptedError,
  train,
  type Objective,
  type TrainOptions,
} from "../../lib/train";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

beforeEach(nativeOnly);

const folder = temporaryFolder();
let count = 0;
const fresh = () => path.join(folder, `run${count++}`, "state.safetensors");

/** Fits w to the mean (2, -1) of noisy points. */
function problem(objective: Partial<Objective> = {}) {
  const parameters = new Parameters(seed(0));
  const w = parameters.create("w", [2], zeros);
  const full: Objective = {
    inputs: (_step, rng) => [
      tf.tidy(() =>
        rng
          .normal([32, 2])
          .mul(0.1)
          .add(tf.tensor1d([2, -1])),
      ),
    ],
    loss: (x) => tf.tidy(() => x!.sub(w).square().mean<tf.Scalar>()),
    ...objective,
  };
  const run = (options: Partial<TrainOptions> = {}) =>
    train(parameters, full, { steps: 20, rng: seed(1), learningRate: 0.05, ...options });
  return { run, values: () => [...w.dataSync()], dispose: () => parameters.dispose() };
}

describe("train", () => {
  it("minimises, records every loss, and leaves no tensor behind", async () => {
    const { run, values, dispose } = problem();
    await run({ steps: 2 });
    const before = tf.memory().numTensors;
    const { losses, steps, seconds } = await run({ steps: 300 });
    expect(values()[0]).toBeCloseTo(2, 1);
    expect(values()[1]).toBeCloseTo(-1, 1);
    expect([losses.length, steps, seconds > 0]).toEqual([300, 300, true]);
    expect(losses[299]).toBeLessThan(losses[0]! / 50);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it("repeats itself to the bit, and differs with another key", async () => {
    const results = [];
    for (const rng of [seed(1), seed(1), seed(2)]) {
      const { run, values, dispose } = problem();
      const { losses } = await run({ rng });
      results.push({ losses, values: values() });
      dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).not.toEqual(results[0]);
  });

  it("gives each update the key that belongs to its number", async () => {
    const keys: string[] = [];
    const { run, dispose } = problem({
      inputs: (_step, rng) => {
        keys.push(rng.key.join());
        return [rng.normal([2, 2])];
      },
    });
    await run({ steps: 5, rng: seed(8) });
    expect(keys).toEqual([0, 1, 2, 3, 4].map((step) => seed(8).fold(step).key.join()));
    dispose();
  });

  it("ends with the moving average, or without one when the decay is 0", async () => {
    const plain = problem();
    await plain.run({ emaDecay: 0 });
    const averaged = problem();
    await averaged.run({ emaDecay: 0.999 });
    expect(averaged.values()[0]).toBeLessThan(0.95 * plain.values()[0]!);
    plain.dispose();
    averaged.dispose();
  });

  it("interrupted and resumed, gives what an uninterrupted run gives, to the bit", async () => {
    const whole = problem();
    const { losses } = await whole.run();
    const stateFile = fresh();
    for (const stopAt of [7, 8, 15]) {
      const part = problem();
      const controller = new AbortController();
      const stopped = part.run({
        stateFile,
        signal: controller.signal,
        onProgress: ({ step }) => void (step === stopAt && controller.abort()),
      });
      await expect(stopped).rejects.toThrow(
        `train: interrupted after step ${stopAt} of 20; the state is saved, run it again to go on`,
      );
      await expect(stopped).rejects.toThrow(InterruptedError);
      part.dispose();
    }
    const last = problem();
    const resumed = await last.run({ stateFile });
    expect(resumed.losses).toEqual(losses);
    expect(last.values()).toEqual(whole.values());
    last.dispose();
    const again = problem();
    expect((await again.run({ stateFile })).losses, "a finished run is not repeated").toEqual(
      losses,
    );
    expect(again.values()).toEqual(whole.values());
    again.dispose();
    whole.dispose();
  });

  it("stops at a NaN with the step and the last good state named, and keeps that state", async () => {
    const stateFile = fresh();
    const bad = problem({
      inputs: (step) => [tf.fill([2, 2], step === 7 ? NaN : step)],
    });
    const failed = bad.run({ stateFile, saveEverySeconds: 0 });
    await expect(failed).rejects.toThrow(
      `train: the loss is NaN at step 8; the last good state is ${stateFile} (step 7). Lower the learning rate or check the data for NaN.`,
    );
    bad.dispose();
    const resumed = problem({ inputs: () => [tf.zeros([2, 2])] });
    const steps: number[] = [];
    await resumed.run({ stateFile, onProgress: ({ step }) => void steps.push(step) });
    expect(steps[0]).toBe(8);
    resumed.dispose();
  });

  it("stops at a NaN without a state file", async () => {
    const bad = problem({ inputs: () => [tf.fill([2, 2], NaN)] });
    await expect(bad.run()).rejects.toThrow(
      "train: the loss is NaN at step 1; no state was saved.",
    );
    bad.dispose();
  });

  it("never saves weights that are not finite, though their loss still was", async () => {
    const stateFile = fresh();
    // √w at 0: the loss is 0, its gradient infinite.
    const parameters = new Parameters(seed(0));
    const w = parameters.create("w", [1], zeros);
    const objective: Objective = {
      inputs: () => [],
      loss: () => tf.tidy(() => w.sqrt().sum<tf.Scalar>()),
    };
    const failed = train(parameters, objective, { steps: 1, rng: seed(1), stateFile });
    await expect(failed).rejects.toThrow(
      /^save: 'model\/w' is not finite after step 1; .* is left as it was/,
    );
    expect(fs.existsSync(stateFile)).toBe(false);
    parameters.dispose();
  });

  it.each([
    [{ steps: 0 }, "train: steps=0 is not an integer of at least 1"],
    [{ steps: -5 }, "train: steps=-5"],
    [{ learningRate: -1 }, "train: learningRate=-1; expected a finite number of at least 0."],
    [{ learningRate: NaN }, "train: learningRate=NaN"],
    [{ saveEverySeconds: -1 }, "train: saveEverySeconds=-1"],
    [{ emaDecay: 1.5 }, "train: emaDecay=1.5; expected a finite number from 0 to 1."],
  ])("refuses %j", async (options, message) => {
    const { run, dispose } = problem();
    const before = tf.memory().numTensors;
    await expect(run(options)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it("frees everything when the objective throws", async () => {
    const broken = problem({
      inputs: () => {
        throw new Error("no data");
      },
    });
    const before = tf.memory().numTensors;
    await expect(broken.run()).rejects.toThrow("no data");
    expect(tf.memory().numTensors).toBe(before);
    broken.dispose();
  });

  it("fails before the first step when the state file cannot be there", async () => {
    const file = fresh();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, "");
    const below = path.join(file, "state.safetensors");
    const { run, dispose } = problem();
    await expect(run({ stateFile: below })).rejects.toThrow(
      `resume: cannot read ${below} (ENOTDIR); choose another path or correct its permissions.`,
    );
    dispose();
  });
});

describe("options of the updates", () => {
  it("clip long gradients", async () => {
    const moved = [];
    for (const clipNorm of [undefined, 1e-3]) {
      const { run, values, dispose } = problem();
      const optimizer = { optimizer: (v: ReadonlyMap<string, tf.Variable>) => createSgd(v) };
      await run({ steps: 1, emaDecay: 0, ...optimizer, ...(clipNorm && { clipNorm }) });
      moved.push(Math.hypot(...values()));
      dispose();
    }
    expect(moved[0]).toBeGreaterThan(0.05);
    expect(moved[1]).toBeCloseTo(0.05 * 1e-3, 7);
  });

  it("are part of what a saved state belongs to", async () => {
    const stateFile = fresh();
    const first = problem();
    await first.run({ stateFile });
    first.dispose();
    for (const other of [{ learningRate: 0.06 }, { emaDecay: 0.5 }, { clipNorm: 1 }]) {
      const { run, dispose } = problem();
      await expect(run({ stateFile, ...other })).rejects.toThrow("belongs to another run");
      dispose();
    }
  });
});
