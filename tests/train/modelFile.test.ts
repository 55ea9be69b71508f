import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createLinear, Parameters } from "../../lib/nn";
import { loadModel, saveModel } from "../../lib/train";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";

const file = path.join(temporaryFolder(), "line.safetensors");

interface LineConfig {
  readonly width: number;
}

function createLine({ width }: LineConfig, rng: Rng) {
  const parameters = new Parameters(rng);
  createLinear(parameters.in("layer"), { inFeatures: width, outFeatures: 1 });
  parameters.createBuffer("count", [1], () => tf.tensor1d([7]));
  return { width, parameters, dispose: () => parameters.dispose() };
}

/** Saves a line of a width, and frees it. */
async function saveLine(width: number) {
  const { parameters, dispose } = createLine({ width }, seed(1));
  const weight = [...parameters.variables.get("layer.weight")!.dataSync()];
  const facts = { kind: "line", description: "A line", config: { width }, parameters };
  const card = await saveModel(file, facts, { metrics: { error: 0.5 } });
  dispose();
  return { weight, card };
}

describe("a model's file", () => {
  beforeEach(nativeOnly);

  it("brings the model back: its config, weights to half precision, and buffers", async () => {
    const { weight, card } = await saveLine(3);
    expect(card).toMatchObject({ name: "line", kind: "line", config: { width: 3 }, parameters: 4 });
    const loaded = await loadModel(file, "line", createLine);
    expect(loaded.card).toEqual(card);
    expect(loaded.model.width).toBe(3);
    const { all } = loaded.model.parameters;
    all
      .get("layer.weight")!
      .dataSync()
      .forEach((w, i) => expect(w).toBeCloseTo(weight[i]!, 3));
    expect([...all.get("count")!.dataSync()]).toEqual([7]);
    loaded.model.dispose();
  });

  it("is refused by another kind and another architecture, which leaves no tensor behind", async () => {
    await saveLine(3);
    await expectNoLeak(async () => {
      await expect(loadModel(file, "curve", createLine)).rejects.toThrow(
        "holds a 'line'; expected a 'curve'",
      );
      const wider = ({ width }: LineConfig, rng: Rng) => createLine({ width: width + 1 }, rng);
      await expect(loadModel(file, "line", wider)).rejects.toThrow(
        "'layer.weight' has shape [3, 1]; expected shape [4, 1]",
      );
    });
  });
});
