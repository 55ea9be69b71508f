import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createUNet, type UNet, type UNetConfig } from "../../lib/diffusion";
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
function setWeights({ parameters }: UNet): void {
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
    const stem = ({ parameters }: UNet) => parameters.variables.get("stem.weight")!.dataSync();
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

  it("embeds time as it is told: another output from the same weights", () => {
    const [usual, other] = (["ddpm", "guided-diffusion"] as const).map((timeEmbedding) => {
      const net = createUNet({ ...small, timeEmbedding }, seed(0));
      setWeights(net);
      const output = tf.tidy(() => net.predict(images(1000), times()).dataSync<"float32">());
      net.parameters.dispose();
      return output;
    });
    const plain = createUNet(small, seed(0));
    setWeights(plain);
    const output = tf.tidy(() => plain.predict(images(1000), times()).dataSync());
    plain.parameters.dispose();
    expect(output).toEqual(usual);
    expect(Math.max(...usual!.map((x, i) => Math.abs(x - other![i]!)))).toBeGreaterThan(1e-2);
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

describe("the U-Net with classes and dropout", () => {
  const create = (config: Partial<UNetConfig>) => {
    const net = createUNet({ ...small, ...config }, seed(0));
    setWeights(net);
    return net;
  };
  const labels = (values: number[]) => tf.tensor1d(values, "int32");

  it("has one vector for each class and one for 'no class', which stands when labels are left out", () => {
    const net = create({ classes: 4 });
    expect(net.parameters.variables.get("label.table")!.shape).toEqual([5, 32]);
    tf.tidy(() => {
      const predict = (values?: number[]) =>
        net.predict(images(1000), times(), values && { labels: labels(values) }).dataSync();
      expect(predict([4, 4, 4])).toEqual(predict());
      const [mixed, alone] = [predict([0, 3, 4]), predict([1, 3, 2])];
      const size = mixed.length / 3;
      const example = (x: ArrayLike<number>, i: number) =>
        Array.from(x).slice(i * size, (i + 1) * size);
      expect(example(mixed, 1)).toEqual(example(alone, 1));
      expect(example(mixed, 0)).not.toEqual(example(alone, 0));
      expect(example(mixed, 2)).toEqual(example(predict(), 2));
    });
    net.parameters.dispose();
  });

  it("begins with vectors as large as standard normal ones, loud enough beside the time embedding", () => {
    const net = createUNet({ ...small, classes: 9 }, seed(3)); // 10 rows of 32: the bounds are 6 standard errors away
    const table = net.parameters.variables.get("label.table")!.dataSync<"float32">();
    const meanSquare = table.reduce((sum, x) => sum + x * x, 0) / table.length;
    expect(Math.abs(meanSquare - 1)).toBeLessThan(6 * Math.sqrt(2 / 320));
    net.parameters.dispose();
  });

  it("gives the table's rows their gradient: those of the classes that are there", () => {
    const net = create({ classes: 4 });
    tf.tidy(() => {
      const there = labels([1, 1, 4]);
      const { gradients } = lossAndGradients(
        () => mse(net.predict(images(1000), times(), { labels: there }), images(1001)),
        net.parameters.variables,
      );
      const rows = gradients.get("label.table")!.abs().sum(1).dataSync();
      expect(Array.from(rows, (row) => row > 0)).toEqual([false, true, false, false, true]);
    });
    net.parameters.dispose();
  });

  it("drops by its keys while training, another mask for each, and nothing without keys", () => {
    const [net, plain] = [create({ dropout: 0.5 }), create({})];
    expect(plain.dropoutKeys).toBeUndefined();
    tf.tidy(() => {
      const predict = (key?: number) => {
        const keys = key === undefined ? undefined : net.dropoutKeys!(seed(key));
        return net.predict(images(1000), times(), keys && { dropoutKeys: keys }).dataSync();
      };
      expect(predict()).toEqual(plain.predict(images(1000), times()).dataSync());
      expect(predict(1)).toEqual(predict(1));
      expect(predict(1)).not.toEqual(predict(2));
      expect(predict(1)).not.toEqual(predict());
      const keys = net.dropoutKeys!(seed(1));
      expect(keys.shape).toEqual([8, 2]); // 2 down, 2 in the middle, 4 up
      const rows = Array.from({ length: 8 }, (_, i) =>
        keys.slice([i, 0], [1, 2]).dataSync().join(),
      );
      expect(new Set(rows).size).toBe(8);
    });
    net.parameters.dispose();
    plain.parameters.dispose();
  });

  it("has as many outputs as it is asked for", () => {
    const net = create({ outChannels: 4 });
    tf.tidy(() => {
      expect(net.predict(images(1), times()).shape).toEqual([3, 8, 8, 4]);
    });
    net.parameters.dispose();
  });

  it("refuses labels without classes, keys of another number, and labels of another length", () => {
    const [net, plain] = [create({ classes: 2, dropout: 0.5 }), create({})];
    tf.tidy(() => {
      const x = images(1);
      expect(() => plain.predict(x, times(), { labels: labels([0, 0, 0]) })).toThrow(
        "unet: labels for a network without classes; leave them out, or build it with classes.",
      );
      expect(() => net.predict(x, times(), { labels: labels([0]) })).toThrow(
        "unet: labels has shape [1]; expected [3].",
      );
      expect(() => net.predict(x, times(), { dropoutKeys: tf.zeros([1, 2]) })).toThrow(
        "unet: dropoutKeys has shape [1, 2]; expected [8, 2].",
      );
    });
    net.parameters.dispose();
    plain.parameters.dispose();
  });
});
