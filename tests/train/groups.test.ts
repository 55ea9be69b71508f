import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { Parameters, zeros } from "../../lib/nn";
import { createSgd, trainGroups, type GroupedObjective, type RunOptions } from "../../lib/train";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

beforeEach(nativeOnly);

const folder = temporaryFolder();

/** Two players: a follows the data's mean, in two updates a step; b follows a. */
function duel() {
  const [pa, pb] = [new Parameters(seed(0)), new Parameters(seed(0))];
  const [a, b] = [pa.create("w", [2], zeros), pb.create("w", [2], zeros)];
  const onData = (x: tf.Tensor) => tf.tidy(() => x.sub(a).square().mean<tf.Scalar>());
  const objective: GroupedObjective<"critic" | "generator"> = {
    groups: {
      critic: { parameters: pa, learningRate: 0.05, emaDecay: 0 },
      generator: {
        parameters: pb,
        learningRate: 0.1,
        emaDecay: 0,
        optimizer: (variables) => createSgd(variables, { momentum: 0.5 }),
      },
    },
    updates: [
      { group: "critic", loss: (x) => onData(x!) },
      { group: "critic", loss: (_, y) => onData(y!) },
      { group: "generator", loss: () => tf.tidy(() => b.sub(a).square().sum<tf.Scalar>()) },
    ],
    inputs: (_step, rng) =>
      rng.split(2).map((key) => tf.tidy(() => key.normal([16, 2]).mul(0.1).add(1))),
  };
  const run = (options: Partial<RunOptions> = {}) =>
    trainGroups(objective, { steps: 60, rng: seed(1), ...options });
  const values = () => [...a.dataSync(), ...b.dataSync()];
  const dispose = () => {
    pa.dispose();
    pb.dispose();
  };
  return { objective, run, values, dispose };
}

describe("trainGroups", () => {
  it("moves each group by its own losses, in their order, with its own optimizer", async () => {
    const { run, values, dispose } = duel();
    const before = tf.memory().numTensors;
    const { losses, steps } = await run();
    expect(tf.memory().numTensors).toBe(before);
    for (const value of values()) expect(value).toBeCloseTo(1, 1);
    expect(Object.keys(losses)).toEqual(["critic", "generator"]);
    expect([losses.critic.length, losses.generator.length, steps]).toEqual([60, 60, 60]);
    // The generator's first loss sees the critic after its two first updates of Adam, 0.05 each.
    expect(losses.generator[0]).toBeCloseTo(2 * 0.1 ** 2, 3);
    dispose();
  });

  it("reports each group's loss, and resumes to the bit", async () => {
    const whole = duel();
    const { losses } = await whole.run();
    const stateFile = path.join(folder, "state.safetensors");
    const part = duel();
    const controller = new AbortController();
    const seen: string[] = [];
    const stopped = part.run({
      stateFile,
      signal: controller.signal,
      onProgress: ({ step, metrics }) => {
        seen.push(Object.keys(metrics).join());
        if (step === 21) controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow("train: interrupted after step 21 of 60");
    expect(seen[0]).toBe("critic,generator");
    const rest = duel();
    expect((await rest.run({ stateFile })).losses).toEqual(losses);
    expect(rest.values()).toEqual(whole.values());
    for (const each of [whole, part, rest]) each.dispose();
  });

  it("refuses two groups over the same parameters", async () => {
    const { objective, dispose } = duel();
    const { critic } = objective.groups;
    const same = { ...objective, groups: { critic, generator: critic } };
    const before = tf.memory().numTensors;
    await expect(trainGroups(same, { steps: 2, rng: seed(1) })).rejects.toThrow(
      "adam: 'w' is moved by another optimizer (adam) already; dispose that one first",
    );
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it("names the group whose loss is not finite", async () => {
    const { objective, dispose } = duel();
    const bad = { ...objective, inputs: () => [tf.zeros([2, 2]), tf.fill([2, 2], NaN)] };
    await expect(trainGroups(bad, { steps: 2, rng: seed(1) })).rejects.toThrow(
      "train: the loss of 'critic' is NaN at step 1; no state was saved.",
    );
    dispose();
  });
});
