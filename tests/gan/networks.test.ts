import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createNetworks, type NetworkConfig, type Networks } from "../../lib/gan/network";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const latentDim = 4;

function build(network: NetworkConfig, classes: number) {
  const parameters = new Parameters(seed(2));
  const scopes = { generator: parameters.in("g"), discriminator: parameters.in("d") };
  return { parameters, ...createNetworks(network, scopes, { latentDim, classes }) };
}

function withNetworks(
  network: NetworkConfig,
  classes: number,
  use: (networks: Networks & { parameters: Parameters }) => void,
) {
  const networks = build(network, classes);
  try {
    tf.tidy(() => use(networks));
  } finally {
    networks.parameters.dispose();
  }
}

const oneHot = (labels: number[]) => tf.tidy(() => tf.oneHot(labels, 3).toFloat() as tf.Tensor2D);
const points: NetworkConfig = { dim: 2, width: 8, depth: 2, discriminatorWidth: 6 };
const pictures: NetworkConfig = {
  imageSize: 12,
  channels: 2,
  baseChannels: 4,
  groups: 2,
  labelDim: 3,
};

describe.each([
  ["perceptrons", points, [2]],
  ["dcgan", pictures, [12, 12, 2]],
] as const)("%s", (_, network, event) => {
  it("make examples of z, and one logit of each example", () => {
    withNetworks(network, 0, ({ generate, discriminate }) => {
      const x = generate(seed(1).normal([5, latentDim]));
      expect(x.shape).toEqual([5, ...event]);
      expect(discriminate(x).shape).toEqual([5]);
    });
  });

  it("treat each example by itself", () => {
    withNetworks(network, 3, ({ generate, discriminate }) => {
      const z = seed(1).normal<tf.Rank.R2>([5, latentDim]);
      const [all, alone] = [oneHot([0, 1, 2, 0, 1]), oneHot([2])];
      const x = generate(z, all);
      const third = generate(z.slice([2, 0], [1, latentDim]), alone);
      const size = x.size / 5;
      const expected = x.dataSync().slice(2 * size, 3 * size);
      expectClose(third.dataSync(), expected, { absolute: 1e-5 });
      const logit = discriminate(third, alone).dataSync()[0]!;
      expectClose([logit], [discriminate(x, all).dataSync()[2]!], { absolute: 1e-5 });
    });
  });

  it("hear the class: it changes what they say as much as z and x do", () => {
    withNetworks(network, 3, ({ generate, discriminate }) => {
      const [z, other] = [1, 2].map((key) => seed(key).normal<tf.Rank.R2>([40, latentDim]));
      const [a, b] = [0, 1].map((label) => oneHot(new Array<number>(40).fill(label)));
      const distance = (x: tf.Tensor, y: tf.Tensor) =>
        x.sub(y).square().mean().sqrt().dataSync()[0]!;
      const byClass = distance(generate(z!, a), generate(z!, b));
      const byLatents = distance(generate(z!, a), generate(other!, a));
      expect(byClass / byLatents).toBeGreaterThan(0.3);
      const [x, y] = [3, 4].map((key) => seed(key).normal([40, ...event] as never));
      const logitByClass = distance(discriminate(x!, a), discriminate(x!, b));
      const logitByExample = distance(discriminate(x!, a), discriminate(y!, a));
      expect(logitByClass / logitByExample).toBeGreaterThan(0.3);
    });
  });

  it("refuse inputs of other shapes, and classes that do not fit", async () => {
    await expectNoLeak(() => {
      const networks = build(network, 3);
      const { generate, discriminate } = networks;
      const [z, x, few] = [
        tf.zeros<tf.Rank.R2>([5, latentDim]),
        tf.zeros([5, ...event]),
        oneHot([1]),
      ];
      expect(() => generate(few)).toThrow("z has shape [1, 3]; expected [any, 4]");
      expect(() => generate(z)).toThrow("no classes for a network of 3; pass them, one-hot.");
      expect(() => discriminate(x, few)).toThrow("classes have shape [1, 3]; expected [5, 3]");
      expect(() => discriminate(z)).toThrow("x has shape [5, 4]; expected");
      const plain = build(network, 0);
      expect(() => plain.generate(z, few)).toThrow("expected none, the network has no classes.");
      for (const made of [networks, plain]) made.parameters.dispose();
      tf.dispose([z, x, few]);
    });
  });

  it("leave no tensor behind", async () => {
    const networks = build(network, 3);
    const [z, labels] = [seed(1).normal<tf.Rank.R2>([2, latentDim]), oneHot([0, 2])];
    await expectNoLeak(() => {
      const x = networks.generate(z, labels);
      networks.discriminate(x, labels).dispose();
      return x;
    });
    networks.parameters.dispose();
    tf.dispose([z, labels]);
  });
});

describe("sizes", () => {
  it("of pictures: tanh's range, and a quarter of the side that is whole", () => {
    withNetworks(pictures, 0, ({ generate }) => {
      const x = generate(seed(1).normal<tf.Rank.R2>([5, latentDim]).mul(50));
      expect(Math.max(...x.abs().dataSync())).toBeLessThanOrEqual(1);
    });
    expect(() => build({ imageSize: 10, channels: 1 }, 0)).toThrow(
      "dcgan: imageSize=10 cannot be halved twice; pass a multiple of 4.",
    );
    expect(() => build({ imageSize: 8, channels: 1, baseChannels: 6, groups: 4 }, 0)).toThrow(
      "dcgan: 4 groups do not divide baseChannels=6; choose a divisor.",
    );
    expect(() => build({ imageSize: 8, channels: 0 }, 0)).toThrow("channels=0");
  });

  it("of perceptrons", () => {
    expect(() => build({ dim: 2, width: 0 }, 0)).toThrow("width=0");
    withNetworks(points, 0, ({ parameters }) => {
      const of = (name: string) => parameters.variables.get(name)!.shape;
      expect(of("g.hidden1.weight")).toEqual([8, 8]);
      expect(of("d.hidden1.weight")).toEqual([6, 6]);
      expect(parameters.variables.has("g.hidden2.weight")).toBe(false);
    });
  });
});
