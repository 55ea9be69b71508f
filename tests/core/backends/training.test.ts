import { beforeEach, describe, expect, it } from "vitest";
import { expectClose } from "../../contracts/close";
import { runNode } from "../../contracts/child";
import { nativeOnly } from "../../contracts/native";
import { webgpuEnv, webgpuOnly } from "../../contracts/webgpu";

/** Trains a small DDPM, U-Net with attention, for three steps and prints its losses and one sample. */
const TRAIN = `
  const { ready, seed } = require("./lib/core");
  const { createDdpm } = require("./lib/diffusion");
  ready().then(async () => {
    const network = { imageSize: 8, channels: 1, baseChannels: 4, channelMultipliers: [1, 2], groups: 2 };
    const model = createDdpm({ network, T: 10 }, seed(1));
    const images = seed(2).normal([16, 8, 8, 1]);
    const data = {
      count: 16, eventShape: [8, 8, 1], id: "noise",
      batch: (indices) => images.gather(Array.from(indices)),
    };
    const { losses } = await model.fit(data, { steps: 3, batchSize: 4, rng: seed(3), learningRate: 0.01 });
    const { data: sample } = await model.sample(1, { rng: seed(4) });
    console.log(JSON.stringify({ losses: [...losses], sample: [...sample] }));
  });`;

interface Trained {
  readonly losses: number[];
  readonly sample: number[];
}

async function train(env: Record<string, string>): Promise<Trained> {
  const { code, stdout, stderr } = await runNode(TRAIN, env);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.split("\n").at(-2)!) as Trained;
}

let native: Promise<Trained> | undefined;

describe.each([
  ["wasm", undefined],
  ["webgpu", webgpuOnly],
] as const)("training on %s", (backend, needs) => {
  beforeEach(nativeOnly);
  if (needs) beforeEach(needs, 60_000);

  it("a small DDPM has the losses of the native back end", { timeout: 120_000 }, async () => {
    const { losses, sample } = await train(
      backend === "webgpu" ? webgpuEnv() : { DGM_BACKEND: backend },
    );
    const expected = await (native ??= train({ DGM_BACKEND: "native" }));
    expect(losses.length).toBe(3);
    expectClose(losses, expected.losses, { relative: 1e-4 }, "losses");
    expectClose(sample, expected.sample, { absolute: 1e-2 }, "sample");
  });
});
