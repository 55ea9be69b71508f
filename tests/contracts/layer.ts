import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import type { ParameterScope } from "../../lib/nn";
import { expectClose } from "./close";
import { golden, tensorOf, variableOf, type GoldenArray } from "./golden";
import { expectNoLeak } from "./leaks";
import { nativeOnly } from "./native";

export interface LayerCase {
  readonly inputs: Readonly<Record<string, GoldenArray>>;
  readonly output: GoldenArray;
  readonly cotangent: GoldenArray;
  readonly gradients: Readonly<Record<string, GoldenArray>>;
}

type Variables = Readonly<Record<string, tf.Variable>>;

/** A layer as a function of everything that it can be differentiated for. */
export type LayerFunction = (inputs: Variables) => tf.Tensor;

export interface LayerOptions {
  /** Allowed error as a share of the largest value of each array. @default 2e-6 */
  readonly tolerance?: number;
}

/** A scope that hands out ready-made variables instead of creating some. */
export function scopeOf(variables: Variables): ParameterScope {
  const create: ParameterScope["create"] = (name) => variables[name]!;
  return { in: () => scopeOf(variables), create, createBuffer: create };
}

export const layerCases = golden<Record<string, LayerCase>>("layers");

/**
 * What every layer owes: PyTorch's values and gradients, gradients that agree with finite differences, gradients that
 * can be differentiated again, and no tensor left behind.
 */
export function layerContract(
  name: string,
  layer: LayerFunction,
  { tolerance = 2e-6 }: LayerOptions = {},
): void {
  const expected = layerCases[name]!;
  const withVariables = (use: (variables: Variables) => void) => {
    const variables = Object.fromEntries(
      Object.entries(expected.inputs).map(([key, array]) => [key, variableOf(array)]),
    );
    try {
      tf.tidy(() => use(variables));
    } finally {
      tf.dispose(Object.values(variables));
    }
  };
  const scalar = (variables: Variables) =>
    layer(variables).mul(tensorOf(expected.cotangent)).sum() as tf.Scalar;

  describe(name, () => {
    beforeEach(nativeOnly);

    it("has PyTorch's values", () => {
      withVariables((variables) => {
        const output = layer(variables);
        expect(output.shape).toEqual(expected.output.shape);
        expectScaled(output, expected.output, tolerance, "output");
      });
    });

    it("has PyTorch's gradients for every input and parameter", () => {
      withVariables((variables) => {
        const { grads } = tf.variableGrads(() => scalar(variables), Object.values(variables));
        for (const [key, variable] of Object.entries(variables)) {
          const gradient = grads[variable.name]!;
          expect(gradient.shape).toEqual(variable.shape);
          expectScaled(gradient, expected.gradients[key]!, tolerance, `gradient of ${key}`);
        }
      });
    });

    it("has gradients that agree with finite differences", () => {
      withVariables((variables) => {
        const { exact, difference } = alongDirection(() => scalar(variables), variables);
        expect(Math.abs(exact - difference)).toBeLessThan(2e-3 * (1 + Math.abs(exact)));
      });
    });

    it("has gradients of gradients that agree with finite differences", () => {
      withVariables((variables) => {
        const { exact, difference } = alongDirection(() => penalty(variables, layer), variables);
        expect(Math.abs(exact - difference)).toBeLessThan(5e-3 * (1 + Math.abs(exact)));
      });
    });

    it("leaves no tensor behind", async () => {
      await expectNoLeak(() =>
        withVariables((variables) => {
          const before = tf.memory().numTensors;
          const output = layer(variables);
          expect(tf.memory().numTensors - before, "tensors after one call").toBe(1);
          output.dispose();
        }),
      );
    });
  });
}

/** Σ (∂/∂x Σ layer²/2)² over the first input x: a gradient penalty. Squared, so that linear layers count as well. */
function penalty(variables: Variables, layer: LayerFunction): tf.Scalar {
  const [first] = Object.keys(variables) as [string];
  const inner = (x: tf.Tensor) => {
    const y = layer({ ...variables, [first]: x as tf.Variable });
    return y.mul(y).sum().mul<tf.Scalar>(0.5);
  };
  return tf.grad(inner)(variables[first]!).square().sum();
}

/** The derivative of f along a fixed random direction in all variables: from gradients, and by central differences. */
function alongDirection(f: () => tf.Scalar, variables: Variables, h = 4e-3) {
  const all = Object.entries(variables);
  const directions = all.map(([key, { shape }]) => seed(11).fold(key).normal(shape));
  const start = all.map(([, variable]) => variable.clone());
  const { grads } = tf.variableGrads(f, Object.values(variables));
  const exact = all.reduce(
    (sum, [, { name }], i) => sum + grads[name]!.mul(directions[i]!).sum().dataSync()[0]!,
    0,
  );
  const at = (step: number) => {
    all.forEach(([, variable], i) => variable.assign(start[i]!.add(directions[i]!.mul(step))));
    return f().dataSync()[0]!;
  };
  // Five points: the error is of order h^4, so h can be large enough for float32.
  const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  return { exact, difference };
}

function expectScaled(
  actual: tf.Tensor,
  { data }: GoldenArray,
  tolerance: number,
  what: string,
): void {
  const absolute = tolerance * data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
  expectClose(actual.dataSync(), data, { absolute }, what);
}
