import { beforeEach, describe, expect, it } from "vitest";
import { runNode } from "../contracts/child";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";
import type { Outcome } from "../core/gradients/evaluate";
import { findNode, NODE_VERSIONS } from "../kernel/nodeVersions";

beforeEach(nativeOnly);

/** Every operation with its gradients, as the given Node computes them on the native back end. */
async function outcomesOn(program: string): Promise<Outcome[]> {
  const { code, stdout, stderr } = await runNode(
    `require("./tests/core/gradients/outcomes")`,
    {},
    program,
  );
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.split("\n").at(-2)!) as Outcome[];
}

/** The losses of a small model that is trained compiled. */
async function lossesOn(program: string): Promise<number[]> {
  const train = `
    const { ready, seed } = require("./lib/core");
    const { createDdpm } = require("./lib/diffusion");
    const { noiseExamples } = require("./tests/contracts/noiseExamples");
    ready().then(async () => {
      const network = { imageSize: 4, channels: 1, baseChannels: 8, channelMultipliers: [1], groups: 4 };
      const model = createDdpm({ network, T: 20 }, seed(1));
      const { losses } = await model.fit(noiseExamples(16, [4, 4, 1]), { steps: 8, batchSize: 4, rng: seed(2) });
      console.log(JSON.stringify([...losses]));
    });`;
  const { code, stdout, stderr } = await runNode(train, {}, program);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.split("\n").at(-2)!) as number[];
}

describe.each(NODE_VERSIONS)("the engine on Node %s", (version) => {
  const found = findNode(version);

  it("has every operation, with its gradients, and trains a compiled model", async ({ skip }) => {
    if ("missing" in found) {
      if (process.env.CI === "true") throw new Error(`CI needs ${found.missing}`);
      return skip(found.missing);
    }
    const [here, there] = [await outcomesOn(process.execPath), await outcomesOn(found.program)];
    expect(there.map(({ name }) => name)).toEqual(here.map(({ name }) => name));
    here.forEach((outcome, i) => {
      for (const what of ["values", "first", "second"] as const) {
        const [expected, actual] = [outcome[what], there[i]![what]];
        if ("error" in expected || "error" in actual) expect(actual).toEqual(expected);
        else expectClose(actual, expected, { relative: 1e-5, absolute: 1e-5 }, outcome.name);
      }
    });
    expectClose(await lossesOn(found.program), await lossesOn(process.execPath), {
      relative: 1e-5,
    });
  });
});
