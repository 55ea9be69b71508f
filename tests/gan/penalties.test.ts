import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { r1Penalty, squaredSlopes, wganGpPenalty, type Logits } from "../../lib/gan";
import { createNetworks, type NetworkConfig } from "../../lib/gan/network";
import { requirePenalty, type GradientPenalty } from "../../lib/gan/penalties";
import { Parameters } from "../../lib/nn";
import { lossAndGradients } from "../../lib/train";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

describe("penalties of a linear discriminator w·x", () => {
  const w = [3, -4]; // of length 5
  const withLinear = (use: (logits: Logits, variable: tf.Variable) => void) => {
    const variable = tf.tidy(() => tf.variable(tf.tensor2d(w, [2, 1])));
    const logits: Logits = (x) =>
      tf.matMul(x as tf.Tensor2D, variable as unknown as tf.Tensor2D).reshape([-1]);
    tf.tidy(() => use(logits, variable));
    variable.dispose();
  };
  const x = () => tf.tensor2d([1, 2, -1, 0, 0.5, 3], [3, 2]);

  it("have its length: ‖∇D‖² = |w|² everywhere", () => {
    withLinear((logits) => {
      expectClose(squaredSlopes(logits, x()).dataSync(), [25, 25, 25], { relative: 1e-6 });
    });
  });

  it("R1 is γ/2 |w|², and its gradient γ w", () => {
    withLinear((logits, variable) => {
      const { value, grads } = tf.variableGrads(() => r1Penalty(logits, x(), 0.4), [variable]);
      expectClose(value.dataSync(), [5], { relative: 1e-6 });
      expectClose(grads[variable.name]!.dataSync(), [1.2, -1.6], { relative: 1e-6 });
    });
  });

  it("WGAN-GP is λ (|w| - 1)², and its gradient 2 λ (|w| - 1) w/|w|", () => {
    withLinear((logits, variable) => {
      const u = tf.tensor1d([0, 0.5, 1]);
      const penalty = () => wganGpPenalty(logits, { real: x(), fake: x().mul(2), u }, 10);
      const { value, grads } = tf.variableGrads(penalty, [variable]);
      expectClose(value.dataSync(), [160], { relative: 1e-5 });
      expectClose(grads[variable.name]!.dataSync(), [80 * 0.6, -80 * 0.8], { relative: 1e-5 });
    });
  });

  it("leave no tensor behind", () =>
    expectNoLeak(() =>
      withLinear((logits) => {
        const before = tf.memory().numTensors;
        const input = x();
        r1Penalty(logits, input, 1).dispose();
        input.dispose();
        expect(tf.memory().numTensors).toBe(before);
      }),
    ));
});

describe("wganGpPenalty", () => {
  it("looks between real and fake: at u x + (1 - u) G(z)", () => {
    tf.tidy(() => {
      const seen: number[][] = [];
      const logits: Logits = (x) => {
        seen.push([...x.dataSync()]);
        return x.square().sum<tf.Tensor1D>(1).mul<tf.Tensor1D>(0.5); // ∇ = x
      };
      const [real, fake] = [tf.tensor2d([2, 0, 2, 0], [2, 2]), tf.tensor2d([0, 4, 0, 4], [2, 2])];
      const penalty = wganGpPenalty(logits, { real, fake, u: tf.tensor1d([1, 0.25]) }, 1);
      expect(seen[0]).toEqual([2, 0, 0.5, 3]);
      const norms = [2, Math.hypot(0.5, 3)];
      const expected = norms.reduce((sum, norm) => sum + (norm - 1) ** 2, 0) / 2;
      expectClose(penalty.dataSync(), [expected], { relative: 1e-6 });
    });
  });

  it("has a finite gradient where the slope is 0", () => {
    tf.tidy(() => {
      const w = tf.variable(tf.zeros([2, 1]));
      const logits: Logits = (x) =>
        tf.matMul(x as tf.Tensor2D, w as unknown as tf.Tensor2D).reshape([-1]);
      const [x, u] = [tf.ones<tf.Rank.R2>([3, 2]), tf.zeros<tf.Rank.R1>([3])];
      const penalty = () => wganGpPenalty(logits, { real: x, fake: x, u }, 1);
      const { grads } = tf.variableGrads(penalty, [w]);
      expect([...grads[w.name]!.dataSync()].every(Number.isFinite)).toBe(true);
      w.dispose();
    });
  });
});

const configs: Record<string, { network: NetworkConfig; classes: number }> = {
  perceptrons: { network: { dim: 2, width: 16, depth: 2 }, classes: 0 },
  "perceptrons with classes": { network: { dim: 2, width: 16, depth: 2 }, classes: 3 },
  dcgan: {
    network: { imageSize: 8, channels: 1, baseChannels: 4, groups: 2 },
    classes: 3,
  },
};

/**
 * What the gradients of penalties must be, from first-order gradients only: with v = ∇D(x), and n = |v|, the derivative of
 * n²/2 for the weights is that of ∇_w D(x + εv) for ε at 0. (Differences in the weights would be no test: of a network of
 * leaky ReLUs ∇D jumps where a unit switches over.)
 */
function expectedGradients(
  logits: Logits,
  x: tf.Tensor,
  share: (n: tf.Tensor1D) => tf.Tensor1D,
  variables: ReadonlyMap<string, tf.Variable>,
): ReadonlyMap<string, tf.Tensor> {
  const v = tf.grad((input: tf.Tensor) => logits(input).sum())(x);
  const norms = v.square().reshape([x.shape[0]!, -1]).sum<tf.Tensor1D>(1).sqrt();
  const shares = share(norms as tf.Tensor1D);
  const at = (epsilon: number) =>
    lossAndGradients(
      () =>
        logits(x.add(v.mul(epsilon)))
          .mul(shares)
          .mean<tf.Scalar>(),
      variables,
    ).gradients;
  const epsilon = 1e-2;
  const [up, down] = [at(epsilon), at(-epsilon)];
  return new Map([...up].map(([name, g]) => [name, g.sub(down.get(name)!).div(2 * epsilon)]));
}

describe.each(Object.entries(configs))("gradients of penalties: %s", (_, config) => {
  const { network, classes } = config;
  const event = "dim" in network ? [network.dim] : [8, 8, 1];

  it.each(["r1", "wgan-gp"] as const)("%s", (kind) => {
    const parameters = new Parameters(seed(3));
    const { discriminate } = createNetworks(
      network,
      { generator: parameters.in("g"), discriminator: parameters.in("d") },
      { latentDim: 4, classes },
    );
    tf.tidy(() => {
      const real = seed(4).normal([5, ...event] as [number, number]);
      const oneHot = tf.oneHot([0, 1, 2, 1, 0], 3).toFloat() as tf.Tensor2D;
      const logits: Logits = (x) => discriminate(x, classes > 0 ? oneHot : undefined);
      const u = tf.zeros<tf.Rank.R1>([5]);
      const penalty = () =>
        kind === "r1"
          ? r1Penalty(logits, real, 10)
          : wganGpPenalty(logits, { real: real.mul(7), fake: real, u }, 10);
      const share = (n: tf.Tensor1D) =>
        kind === "r1"
          ? tf.fill<tf.Rank.R1>([5], 10)
          : n.sub(1).div<tf.Tensor1D>(n).mul<tf.Tensor1D>(20);
      const variables = new Map(
        [...parameters.variables].filter(([name]) => name.startsWith("d.")),
      );
      const expected = expectedGradients(logits, real, share, variables);
      const { gradients } = lossAndGradients(penalty, variables);
      for (const [name, wanted] of expected) {
        const size = Math.max(...wanted.abs().dataSync());
        if (size < 1e-3) continue; // biases: D's slope does not depend on them
        const absolute = 2e-3 * size;
        expectClose(gradients.get(name)!.dataSync(), wanted.dataSync(), { absolute }, name);
      }
      expect(gradients.size).toBeGreaterThan(2);
    });
    parameters.dispose();
  });
});

describe("requirePenalty", () => {
  it("fills in the papers' weight, and refuses what is no penalty", () => {
    expect(requirePenalty({ kind: "r1" })).toEqual({ kind: "r1", weight: 10 });
    const kind = "clip" as GradientPenalty["kind"];
    expect(() => requirePenalty({ kind })).toThrow('gan: penalty "clip"; pass "r1" or "wgan-gp".');
    expect(() => requirePenalty({ kind: "r1", weight: -1 })).toThrow("penalty.weight=-1");
  });
});
