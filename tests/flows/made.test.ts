import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import { compile } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import { createMade, madeDegrees, type MadeConfig } from "../../lib/flows";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

function withMade(
  config: MadeConfig,
  use: (made: ReturnType<typeof createMade>, parameters: Parameters) => void,
): void {
  const parameters = new Parameters(seed(1));
  const made = createMade(parameters.in("made"), config);
  tf.tidy(() => use(made, parameters));
  parameters.dispose();
}

/** ∂ output k of dimension i / ∂ x_j at one point, [i][j]. */
function jacobianOf(made: ReturnType<typeof createMade>, k: number, dim: number): number[][] {
  const x = seed(2).normal<tf.Rank.R2>([1, dim]);
  return Array.from({ length: dim }, (_, i) => {
    const output = (x: tf.Tensor) => made.apply(x)[k]!.slice([0, i], [1, 1]).sum();
    return Array.from(tf.grad(output)(x).dataSync());
  });
}

const configs: MadeConfig[] = [
  { dim: 5, hidden: [] },
  { dim: 5, hidden: [16], activation: "tanh" },
  { dim: 5, hidden: [16, 12], activation: "silu", order: "reversed" },
  { dim: 5, hidden: [16, 12], activation: "tanh", order: [3, 0, 4, 1, 2], outputs: 3 },
];

describe("createMade", () => {
  beforeEach(nativeOnly);

  it("has a Jacobian that is exactly 0 but for earlier inputs, on which it does depend", () => {
    for (const config of configs) {
      withMade(config, (made) => {
        const place = madeDegrees({ ...config, hidden: [] }).inputs;
        for (let k = 0; k < (config.outputs ?? 1); k++) {
          const depends = jacobianOf(made, k, 5).map((row) => row.map((slope) => slope !== 0));
          const expected = place.map((to) => place.map((from) => from < to));
          expect(depends, JSON.stringify({ config, k })).toEqual(expected);
        }
      });
    }
  });

  it("keeps it whatever the weights and the random masks", () => {
    for (let maskSeed = 0; maskSeed < 5; maskSeed++) {
      withMade({ dim: 5, hidden: [9, 7], outputs: 2, maskSeed }, (made, parameters) => {
        for (const [name, variable] of parameters.variables) {
          variable.assign(seed(maskSeed).fold(name).normal(variable.shape));
        }
        for (const k of [0, 1]) {
          jacobianOf(made, k, 5).forEach((row, i) => {
            expectClose(row.slice(i), new Array<number>(5 - i).fill(0), {}, `row ${i}`);
          });
        }
      });
    }
  });

  it("generates, dimension by dimension, the x of which its outputs in one pass are true", () => {
    for (const config of configs) {
      withMade(config, (made) => {
        const noise = seed(4).normal<tf.Rank.R2>([3, 5]);
        const next = (i: number, outputs: readonly tf.Tensor2D[]) =>
          outputs
            .at(-1)!
            .mul(2)
            .add<tf.Tensor2D>(noise.slice([0, i], [3, 1]));
        const x = made.generate(3, next);
        expect(x.shape).toEqual([3, 5]);
        const again = made.apply(x).at(-1)!.mul(2).add(noise);
        expectClose(x.dataSync(), again.dataSync(), { absolute: 1e-5 }, JSON.stringify(config));
      });
    }
  });

  it("generates in the order", () => {
    withMade({ dim: 4, order: [2, 0, 3, 1] }, (made) => {
      const visited: number[] = [];
      const next = (i: number) => (visited.push(i), tf.fill<tf.Rank.R2>([2, 1], i));
      expect(Array.from(made.generate(2, next).dataSync())).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
      expect(visited).toEqual([2, 0, 3, 1]);
    });
  });

  it("is differentiable through both, and compiles", () => {
    withMade({ dim: 3, hidden: [6, 5], activation: "tanh" }, (made) => {
      const z = seed(5).normal<tf.Rank.R2>([2, 3]);
      const built = (z: tf.Tensor) => made.generate(2, (i, [m]) => m!.add(z.slice([0, i], [2, 1])));
      const total = (z: tf.Tensor) => built(z).square().sum<tf.Scalar>();
      const slope = tf.grad(total)(z);
      const step = 1e-2;
      const direction = seed(6).normal<tf.Rank.R2>([2, 3]);
      const at = (h: number) => total(z.add(direction.mul(h))).dataSync()[0]!;
      const numeric = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
      const exact = slope.mul(direction).sum().dataSync()[0]!;
      expect(Math.abs(exact - numeric)).toBeLessThan(1e-3 * (1 + Math.abs(exact)));
      const compiled = compile((z) => [built(z!), ...made.apply(z!)]);
      const outputs = compiled.run(z);
      expectClose(outputs[0]!.dataSync(), built(z).dataSync(), { absolute: 1e-6 });
      expectClose(outputs[1]!.dataSync(), made.apply(z)[0]!.dataSync(), { absolute: 1e-6 });
      compiled.dispose();
    });
  });

  it("gives one dimension constants", () => {
    withMade({ dim: 1, hidden: [4], outputs: 2 }, (made) => {
      const [a] = made.apply(tf.tensor2d([[1], [-3]])) as [tf.Tensor2D];
      const [first, second] = a.dataSync();
      expect(first).toBe(second);
    });
  });

  it("starts at 0 where asked, and not else", () => {
    const x = [[1, 2, 3]];
    withMade({ dim: 3, zeroInit: true }, (made) => {
      expect(Array.from(made.apply(tf.tensor2d(x))[0]!.dataSync())).toEqual([0, 0, 0]);
    });
    withMade({ dim: 3 }, (made) => {
      expect(made.apply(tf.tensor2d(x))[0]!.abs().sum().dataSync()[0]).toBeGreaterThan(0);
    });
  });

  it("loses no tensor", async () => {
    await expectNoLeak(() => {
      const parameters = new Parameters(seed(1));
      const made = createMade(parameters.in("made"), { dim: 3, outputs: 2, hidden: [4, 4] });
      const before = tf.memory().numTensors;
      const x = made.generate(2, (_, [a]) => a!.add(1));
      const outputs = made.apply(x);
      expect(tf.memory().numTensors - before, "tensors of the results").toBe(3);
      tf.dispose([x, ...outputs]);
      parameters.dispose();
    });
  });

  it("says what is wrong with its input", () => {
    withMade({ dim: 3 }, (made) => {
      expect(() => made.apply(tf.zeros([2, 4]))).toThrow(
        "made: x has shape [2, 4]; expected [any, 3].",
      );
    });
    const parameters = new Parameters(seed(1));
    const create = (config: MadeConfig) => createMade(parameters.in("made"), config);
    expect(() => create({ dim: 3, outputs: 0 })).toThrow("made: outputs=0");
    expect(() => create({ dim: 3, activation: "sine" as "tanh" })).toThrow(
      "made: activation=sine; pass one of relu, tanh, silu.",
    );
    parameters.dispose();
  });
});
