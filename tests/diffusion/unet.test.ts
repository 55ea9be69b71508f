import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createUNet, type NoisePredictor, type UNetConfig } from "../../lib/diffusion";
import { mse } from "../../lib/nn";
import { lossAndGradients } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { golden, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

interface Golden {
  readonly parameters: number;
  readonly parametersMnist: number;
  readonly parametersDefault: number;
  readonly loss: number;
  readonly output: GoldenArray;
  readonly gradientNorms: Record<string, number>;
}

const expected = golden<Golden>("unet");
const small: UNetConfig = {
  imageSize: 8,
  channels: 2,
  baseChannels: 8,
  channelMultipliers: [1, 2],
  attentionResolutions: [4],
  groups: 4,
};

/** The numbers of make_unet.py: fractional parts of a large sine, as multiples of 2^-12 in [-1, 1). */
function noise(k: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin(12.9898 * (i + 1) + 78.233 * (k + 1)) * 43758.5453;
    return Math.floor((2 * (x - Math.floor(x)) - 1) * 4096) / 4096;
  });
}

/** Sets the weights as make_unet.py does. */
function setWeights({ parameters }: NoisePredictor): void {
  const names = [...parameters.variables.keys()].sort();
  names.forEach((name, k) => {
    const variable = parameters.variables.get(name)!;
    const { size, shape } = variable;
    const scale = shape.length > 1 ? 1 / Math.sqrt(size / shape.at(-1)!) : 0.25;
    const centre = name.includes("norm") && name.endsWith("weight") ? 1 : 0;
    const values = noise(k, size).map((x) => centre + scale * x);
    tf.tidy(() => variable.assign(tf.tensor(values, shape)));
  });
}

const images = (k: number) => tf.tensor4d(noise(k, 3 * 8 * 8 * 2), [3, 8, 8, 2]);
const times = () => tf.tensor1d([0, 17, 999]);

beforeEach(nativeOnly);

describe("the U-Net", () => {
  it("has the parameters of the same network in PyTorch, by name and number", () => {
    const net = createUNet(small, seed(0));
    expect([...net.parameters.variables.keys()].sort()).toEqual(
      Object.keys(expected.gradientNorms),
    );
    expect(net.parameters.count).toBe(expected.parameters);
    net.parameters.dispose();
  });

  it.each([
    ["default", {}, expected.parametersDefault],
    ["MNIST", { baseChannels: 16, channelMultipliers: [1, 2, 4] }, expected.parametersMnist],
  ])("counts the parameters of the %s size as PyTorch does", (_name, config, count) => {
    const net = createUNet({ imageSize: 28, channels: 1, ...config }, seed(0));
    expect(net.parameters.count).toBe(count);
    net.parameters.dispose();
  });

  it("has PyTorch's output, loss, and gradient of every parameter", () => {
    const net = createUNet(small, seed(0));
    setWeights(net);
    tf.tidy(() => {
      const [x, target] = [images(1000), images(1001)];
      const output = net.predict(x, times()).dataSync();
      const sampled: number[] = [];
      for (let i = 0; i < output.length; i++) {
        const [row, column] = [Math.floor(i / 16) % 8, Math.floor(i / 2) % 8];
        if (row % 3 === 0 && column % 3 === 0) sampled.push(output[i]!);
      }
      expectClose(sampled, expected.output.data, { absolute: 1e-5 }, "output");
      const { loss, gradients } = lossAndGradients(
        () => mse(net.predict(x, times()), target),
        net.parameters.variables,
      );
      expectClose(loss.dataSync(), [expected.loss], { relative: 1e-5 }, "loss");
      for (const [name, norm] of Object.entries(expected.gradientNorms)) {
        const actual = gradients.get(name)!.norm().dataSync();
        // A bias under a normalisation hardly matters: its gradient is what cancelling sums leave over.
        expectClose(actual, [norm], { relative: 5e-4, absolute: 1e-6 }, `gradient of ${name}`);
      }
    });
    net.parameters.dispose();
  });

  it("predicts 0 at first, from weights that depend on the key", () => {
    const net = createUNet(small, seed(1));
    const other = createUNet(small, seed(2));
    tf.tidy(() => {
      const output = net.predict(images(1), times()).dataSync();
      expect(Math.max(...output.map(Math.abs))).toBe(0);
    });
    const stem = ({ parameters }: NoisePredictor) =>
      parameters.variables.get("stem.weight")!.dataSync();
    expect(stem(net)).not.toEqual(stem(other));
    net.parameters.dispose();
    other.parameters.dispose();
  });

  it("tells times and examples apart, each example by itself", () => {
    const net = createUNet(small, seed(0));
    setWeights(net);
    tf.tidy(() => {
      const whole = net.predict(images(1000), times());
      const second = net.predict(images(1000).slice([1], [1]), tf.tensor1d([17]));
      expectClose(second.dataSync(), whole.slice([1], [1]).dataSync(), { absolute: 2e-6 });
      const later = net.predict(images(1000).slice([1], [1]), tf.tensor1d([900]));
      expect(later.sub(second).abs().max().dataSync()[0]).toBeGreaterThan(1e-3);
    });
    net.parameters.dispose();
  });

  it("leaves no tensor behind, forward and backward", async () => {
    const net = createUNet(small, seed(0));
    await expectNoLeak(() => {
      const [x, t, target] = [images(1), times(), images(2)];
      const { loss, gradients } = lossAndGradients(
        () => mse(net.predict(x, t), target),
        net.parameters.variables,
      );
      return [x, t, target, loss, net.predict(x, t), ...gradients.values()];
    });
    net.parameters.dispose();
  });
});

describe("bad input", () => {
  it.each([
    [
      { imageSize: 10, channelMultipliers: [1, 2, 2] },
      "unet: imageSize=10 cannot be halved 2 times; pass a multiple of 4, or fewer channelMultipliers.",
    ],
    [{ imageSize: 0 }, "unet: imageSize=0 is not an integer of at least 1"],
    [{ channels: 1.5 }, "unet: channels=1.5"],
    [{ blocksPerLevel: 0 }, "unet: blocksPerLevel=0"],
    [{ channelMultipliers: [] }, "unet: channelMultipliers is empty; pass one for each level."],
    [{ channelMultipliers: [1, 0] }, "unet: channelMultipliers=0"],
    [{ baseChannels: 9 }, "unet: baseChannels=9; pass an even number of at least 4."],
    [{ groups: 3 }, "unet: 3 groups do not divide baseChannels=8; choose a divisor."],
  ])("refuses the config %j and leaves no tensor behind", async (config, message) => {
    await expectNoLeak(() => {
      expect(() => createUNet({ ...small, ...config }, seed(0))).toThrow(message);
    });
  });

  it("refuses images and times of another shape", () => {
    const net = createUNet(small, seed(0));
    expect(() => net.predict(tf.zeros([1, 8, 8, 1]), times())).toThrow(
      "unet: x has shape [1, 8, 8, 1]; expected [any, 8, 8, 2].",
    );
    expect(() => net.predict(tf.zeros([2, 8, 8, 2]), times())).toThrow(
      "unet: t has shape [3]; expected [2].",
    );
    net.parameters.dispose();
  });
});
