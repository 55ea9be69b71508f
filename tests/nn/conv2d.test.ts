import { beforeAll, describe, expect, it } from "vitest";
import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createConv2d, Parameters } from "../../lib/nn";
import { layerCases, layerContract, scopeOf } from "../contracts/layer";

beforeAll(async () => {
  await ready();
});

for (const name of ["conv3x3", "conv3x3Stride2Even", "conv3x3Stride2Odd", "conv1x1"]) {
  const { kernelSize, stride } = layerCases[name] as unknown as {
    kernelSize: number;
    stride: number;
  };
  layerContract(name, (inputs) => {
    const [, , inChannels, outChannels] = inputs.weight!.shape as [number, number, number, number];
    const config = { inChannels, outChannels, kernelSize, stride };
    return createConv2d(scopeOf(inputs), config)(inputs.x as unknown as tf.Tensor4D);
  });
}

describe("createConv2d", () => {
  it("names and shapes its parameters and starts within ±1/√fan-in", () => {
    const parameters = new Parameters(seed(1));
    createConv2d(parameters, { inChannels: 4, outChannels: 6 });
    expect([...parameters.variables].map(([name, { shape }]) => [name, shape])).toEqual([
      ["weight", [3, 3, 4, 6]],
      ["bias", [6]],
    ]);
    const bound = 1 / Math.sqrt(36);
    const weights = parameters.variables.get("weight")!.dataSync();
    const largest = Math.max(...weights.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.9 * bound);
    parameters.dispose();
  });

  it("can start at zero", () => {
    const parameters = new Parameters(seed(1));
    const conv = createConv2d(parameters, { inChannels: 2, outChannels: 3, zeroInit: true });
    const y = conv(tf.ones([1, 4, 4, 2]));
    expect(Math.max(...y.dataSync().map(Math.abs))).toBe(0);
    tf.dispose(y);
    parameters.dispose();
  });

  it("refuses images with another number of channels", () => {
    const parameters = new Parameters(seed(1));
    const conv = createConv2d(parameters, { inChannels: 2, outChannels: 3 });
    expect(() => conv(tf.ones([1, 4, 4, 3]))).toThrow(
      "conv2d: x has shape [1, 4, 4, 3]; expected [any, any, any, 2].",
    );
    parameters.dispose();
  });
});
