import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import type { Bijector } from "../../lib/flows/bijector";
import { jacobianLogDeterminant } from "../../lib/math";
import { Parameters } from "../../lib/nn";
import { expectClose } from "./close";
import { expectNoLeak } from "./leaks";
import { nativeOnly } from "./native";

/** A bijector, and the parameters that are its own. A flow is one. */
export interface WithParameters {
  readonly bijector: Bijector;
  readonly parameters: Parameters;
}

/** A layer as `create` of a case. */
export const layer =
  (make: (scope: Parameters) => Bijector) =>
  (rng: Rng): WithParameters => {
    const parameters = new Parameters(rng);
    return { bijector: make(parameters), parameters };
  };

export interface BijectorCase {
  /** The bijector with first values from the key. */
  create(rng: Rng): WithParameters;
  /** Shape of one example; few numbers, since the Jacobian is made column by column. */
  readonly eventShape: readonly number[];
  /** @default eventShape */
  readonly latentShape?: readonly number[];
  /** Examples that it is for, [n,...event]. @default standard normal numbers */
  examples?(n: number, rng: Rng): tf.Tensor;
  /** Spread of what is added to the first values of all parameters, so that nothing starts at zero. @default 0.3 */
  readonly spread?: number;
  /** Largest error of inverse after forward, relative and absolute. @default 1e-5 */
  readonly roundTrip?: number;
  /** Step of the central differences (eighth order, float32). @default 0.02 */
  readonly step?: number;
  /** Largest error of log|det| against that of the numerical Jacobian, nats. @default 1e-3 */
  readonly logDetError?: number;
  /** Whether examples of any shape will do: maps of each number by itself. @default false */
  readonly anyShape?: boolean;
}

/** What every bijector owes: an inverse, and the log-determinants of both directions. */
export function bijectorContract(name: string, bijectorCase: BijectorCase): void {
  const { create, eventShape, latentShape = eventShape, spread = 0.3, step = 0.02 } = bijectorCase;
  const { roundTrip = 1e-5, logDetError = 1e-3, anyShape = false } = bijectorCase;
  const draw =
    bijectorCase.examples ??
    ((n: number, rng: Rng): tf.Tensor => rng.normal([n, ...eventShape] as never));

  /** Gives `use` a bijector with random parameters, and a batch. */
  const withBijector = (use: (bijector: Bijector, x: tf.Tensor) => void, n = 3) => {
    const { bijector, parameters } = create(seed(1));
    try {
      for (const [key, variable] of parameters.variables) {
        tf.tidy(() => {
          const noise = seed(2).fold(key).normal<tf.Rank>(variable.shape);
          variable.assign(variable.add(noise.mul(spread)));
        });
      }
      tf.tidy(() => use(bijector, draw(n, seed(3))));
    } finally {
      parameters.dispose();
    }
  };
  /** log|det| of the Jacobian of one direction at each example, by central differences. */
  const numerical = (direction: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): number[] =>
    tf.split(x, x.shape[0]!).map((one) => {
      const f = (values: Float64Array) =>
        tf.tidy(() => direction(tf.tensor(Float32Array.from(values), one.shape)).dataSync());
      return jacobianLogDeterminant(f, one.dataSync(), { step }).logAbs;
    });

  describe(`${name} as a bijector`, () => {
    beforeEach(nativeOnly);

    it("is undone by its inverse, and undoes it", () => {
      withBijector((bijector, x) => {
        const { value: z } = bijector.forward(x);
        expect(z.shape).toEqual([3, ...latentShape]);
        const { value: back } = bijector.inverse(z);
        expect(back.shape).toEqual(x.shape);
        const tolerance = { relative: roundTrip, absolute: roundTrip };
        expectClose(back.dataSync(), x.dataSync(), tolerance, "inverse of forward");
        const again = bijector.forward(back).value;
        expectClose(again.dataSync(), z.dataSync(), tolerance, "forward of inverse");
      });
    });

    it("has log-determinants, one for each example, that cancel", () => {
      withBijector((bijector, x) => {
        const { value, logDet } = bijector.forward(x);
        const inverse = bijector.inverse(value).logDet;
        expect([logDet.shape, inverse.shape]).toEqual([[3], [3]]);
        expectClose(inverse.neg().dataSync(), logDet.dataSync(), { absolute: 1e-4 }, "logDet");
        const alone = tf.split(x, 3).map((one) => bijector.forward(one).logDet.dataSync()[0]!);
        expectClose(alone, logDet.dataSync(), { absolute: 1e-5, relative: 1e-5 }, "logDet alone");
      });
    });

    it("has the log-determinants of the numerical Jacobians of both directions", () => {
      withBijector((bijector, x) => {
        const { value: z, logDet } = bijector.forward(x);
        const absolute = logDetError;
        const forward = numerical((v) => bijector.forward(v).value, x);
        expectClose(logDet.dataSync(), forward, { absolute }, "forward logDet");
        const inverse = numerical((v) => bijector.inverse(v).value, z);
        expectClose(bijector.inverse(z).logDet.dataSync(), inverse, { absolute }, "inverse logDet");
      });
    });

    it("leaves behind only what it returns", async () => {
      await expectNoLeak(() =>
        withBijector((bijector, x) => {
          const before = tf.memory().numTensors;
          const forward = bijector.forward(x);
          expect(tf.memory().numTensors - before, "tensors after forward").toBe(2);
          bijector.inverse(forward.value);
          expect(tf.memory().numTensors - before, "tensors after inverse").toBe(4);
        }),
      );
    });

    if (anyShape) return;

    it("says which shape came and which was expected, and loses no tensor over it", async () => {
      await expectNoLeak(() =>
        withBijector((bijector) => {
          const [x, z] = [tf.zeros([2, ...eventShape, 2]), tf.zeros([2, ...latentShape, 2])];
          const before = tf.memory().numTensors;
          expect(() => bijector.forward(x)).toThrow(
            `[${x.shape.join(", ")}]; expected [any, ${eventShape.join(", ")}]`,
          );
          expect(() => bijector.inverse(z)).toThrow(
            `[${z.shape.join(", ")}]; expected [any, ${latentShape.join(", ")}]`,
          );
          expect(tf.memory().numTensors).toBe(before);
        }),
      );
    });
  });
}
