import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createActnorm } from "../../lib/flows/actnorm";
import type { Bijector } from "../../lib/flows/bijector";
import { compose } from "../../lib/flows/compose";
import { factorOut, flatten } from "../../lib/flows/factorOut";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** x → a x + b. */
const affine = (a: number, b: number): Bijector => ({
  forward: (x) => ({
    value: x.mul(a).add(b),
    logDet: tf.fill([x.shape[0]!], x.shape[1]! * Math.log(a)),
  }),
  inverse: (z) => ({
    value: z.sub(b).div(a),
    logDet: tf.fill([z.shape[0]!], -z.shape[1]! * Math.log(a)),
  }),
});

describe("compose", () => {
  it("applies the first part first, adds log-determinants, and goes back in the opposite order", () => {
    tf.tidy(() => {
      const both = compose([affine(2, 1), affine(5, -3)]);
      const { value, logDet } = both.forward(tf.tensor2d([[1, 4]]));
      expect(Array.from(value.dataSync())).toEqual([12, 42]); // 5 (2x + 1) - 3
      expectClose(logDet.dataSync(), [2 * Math.log(10)], { absolute: 1e-6 });
      const back = both.inverse(value);
      expect(Array.from(back.value.dataSync())).toEqual([1, 4]);
      expectClose(back.logDet.dataSync(), [-2 * Math.log(10)], { absolute: 1e-6 });
    });
  });

  it("initialises each part on what the parts before it make of the batch", () => {
    const parameters = new Parameters(seed(1));
    tf.tidy(() => {
      const x = seed(2).normal<tf.Rank.R2>([64, 4]).mul(3).add(5);
      const inner = createActnorm(parameters.in("inner"), [2]);
      const all = compose([
        createActnorm(parameters.in("first"), [4]),
        affine(7, 1),
        factorOut([4], compose([inner, flatten([2])])),
      ]);
      all.initialise!(x);
      const z = all.forward(x).value;
      const { mean, variance } = tf.moments(z, 0);
      // The two that were factored out are 7 x̂ + 1; the others were normalised once more.
      expectClose(mean.dataSync(), [0, 0, 1, 1], { absolute: 1e-5 }, "mean");
      expectClose(variance.dataSync(), [1, 1, 49, 49], { relative: 1e-4 }, "variance");
    });
    parameters.dispose();
  });

  it("has something to initialise only where a part has", () => {
    expect(compose([affine(2, 1)]).initialise).toBeUndefined();
  });

  it("refuses an empty list", () => {
    expect(() => compose([])).toThrow("compose: there is no bijector; pass at least one.");
  });
});
