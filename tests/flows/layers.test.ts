import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createActnorm } from "../../lib/flows/actnorm";
import { exchangeHalves } from "../../lib/flows/exchangeHalves";
import { factorOut, flatten } from "../../lib/flows/factorOut";
import { createInvertibleConv, type ConvParametrization } from "../../lib/flows/invertibleConv";
import { logit } from "../../lib/flows/logit";
import { pluDecomposition, randomRotation } from "../../lib/flows/randomRotation";
import { squeeze } from "../../lib/flows/squeeze";
import { logDeterminant, logitTransform, matrixProduct, transpose } from "../../lib/math";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

describe("actnorm", () => {
  it("makes mean 0 and variance 1 of the first batch in every channel", () => {
    const parameters = new Parameters(seed(1));
    tf.tidy(() => {
      const x = seed(2)
        .normal<tf.Rank.R4>([8, 3, 3, 2])
        .mul(tf.tensor1d([0.01, 30]))
        .add(4);
      const actnorm = createActnorm(parameters, [3, 3, 2]);
      actnorm.initialise!(x);
      const { mean, variance } = tf.moments(actnorm.forward(x).value, [0, 1, 2]);
      expectClose(mean.dataSync(), [0, 0], { absolute: 1e-4 }, "mean");
      expectClose(variance.dataSync(), [1, 1], { relative: 1e-3 }, "variance");
    });
    parameters.dispose();
  });
});

describe("the invertible 1x1 convolution", () => {
  it.each(["plain", "plu"] as const)("starts as a rotation: %s", (parametrization) => {
    const parameters = new Parameters(seed(4));
    tf.tidy(() => {
      const { forward } = createInvertibleConv(parameters, [1, 1, 4], parametrization);
      const { value, logDet } = forward(tf.eye(4).reshape([4, 1, 1, 4]));
      const rows = value.reshape<tf.Tensor2D>([4, 4]).arraySync();
      expectClose(matrixProduct(rows, transpose(rows)).flat(), tf.eye(4).dataSync(), {
        absolute: 1e-6,
      });
      expectClose(logDet.dataSync(), [0, 0, 0, 0], { absolute: 1e-6 });
    });
    parameters.dispose();
  });

  it("is in both forms the same for the same matrix", () => {
    const parameters = new Parameters(seed(4));
    tf.tidy(() => {
      const plu = createInvertibleConv(parameters.in("plu"), [2, 2, 3], "plu");
      const plain = createInvertibleConv(parameters.in("plain"), [2, 2, 3], "plain");
      parameters.variables.get("plu.logScale")!.assign(tf.tensor1d([0.5, -0.2, 0.1]));
      const w = plu.forward(tf.eye(3).tile([4, 1]).reshape([3, 2, 2, 3])).value; // rows of W, repeated
      parameters.variables.get("plain.weight")!.assign(w.reshape([12, 3]).slice([0, 0], [3, 3]));
      const x = seed(1).normal<tf.Rank.R4>([5, 2, 2, 3]);
      const [a, b] = [plu.forward(x), plain.forward(x)];
      expectClose(a.value.dataSync(), b.value.dataSync(), { absolute: 1e-5 });
      expectClose(a.logDet.dataSync(), b.logDet.dataSync(), { absolute: 1e-5 });
      expectClose(a.logDet.dataSync(), Array(5).fill(4 * 0.4), { absolute: 1e-5 });
    });
    parameters.dispose();
  });

  it("refuses a parametrisation that there is none of", () => {
    const parameters = new Parameters(seed(4));
    const create = () => createInvertibleConv(parameters, [4], "svd" as ConvParametrization);
    expect(create).toThrow('invertibleConv: parametrization=svd; pass "plain" or "plu".');
  });
});

describe("rotations and their decomposition", () => {
  it("has orthonormal rows, determinant ±1, and is the product of its parts", () => {
    for (const n of [1, 2, 7]) {
      const rotation = randomRotation(n, seed(n));
      const identity = rotation.map((_, i) => rotation.map((_, j) => (i === j ? 1 : 0)));
      expectClose(matrixProduct(rotation, transpose(rotation)).flat(), identity.flat(), {
        absolute: 1e-14,
      });
      expect(logDeterminant(rotation).logAbs).toBeCloseTo(0, 13);
      const { permutation, lower, upper } = pluDecomposition(rotation);
      const product = matrixProduct(permutation, matrixProduct(lower, upper));
      expectClose(product.flat(), rotation.flat(), { absolute: 1e-14 });
      lower.forEach((row, i) => {
        expect(row.slice(i)).toEqual([1, ...Array<number>(n - i - 1).fill(0)]);
        expect(upper[i]!.slice(0, i)).toEqual(Array(i).fill(0));
      });
      for (const p of [permutation, transpose(permutation)]) {
        expect(p.map((row) => row.reduce((a, b) => a + b))).toEqual(Array(n).fill(1));
      }
    }
  });

  it("pivots", () => {
    const { permutation, lower, upper } = pluDecomposition([[0, 2], [-3, 1]]); // prettier-ignore
    expect(permutation).toEqual([[0, 1], [1, 0]]); // prettier-ignore
    expectClose([...lower.flat(), ...upper.flat()], [1, 0, 0, 1, -3, 1, 0, 2], {});
  });

  it("gives another rotation for another key", () => {
    expect(randomRotation(3, seed(1))).not.toEqual(randomRotation(3, seed(2)));
  });
});

describe("exchanging, squeezing and factoring out", () => {
  it("puts the second half of the channels first, and refuses an odd number", () => {
    tf.tidy(() => {
      const { value } = exchangeHalves([4]).forward(tf.tensor2d([[1, 2, 3, 4]]));
      expect(Array.from(value.dataSync())).toEqual([3, 4, 1, 2]);
    });
    expect(() => exchangeHalves([2, 3])).toThrow("exchangeHalves: 3 channels have no halves");
  });

  it("lays the pixels of a square side by side, its diagonal first", () => {
    tf.tidy(() => {
      const { value } = squeeze([2, 4, 1]).forward(tf.range(0, 8).reshape([1, 2, 4, 1]));
      expect(value.shape).toEqual([1, 1, 2, 4]);
      expect(Array.from(value.dataSync())).toEqual([0, 5, 1, 4, 2, 7, 3, 6]);
    });
  });

  it("puts the latents of the half that went on first", () => {
    tf.tidy(() => {
      const { value } = factorOut([2, 4], flatten([2, 2])).forward(
        tf.range(0, 8).reshape([1, 2, 4]),
      );
      expect(Array.from(value.dataSync())).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
    });
  });

  it("refuses odd sides and odd channels", () => {
    expect(() => squeeze([3, 4, 1])).toThrow("squeeze: height/2=1.5");
    expect(() => factorOut([2, 3], flatten([2, 1]))).toThrow(
      "factorOut: 3 channels have no halves",
    );
  });
});

describe("logit", () => {
  it("is the float64 transform of x in [0, 1] behind the scaling to [-1, 1]", () => {
    tf.tidy(() => {
      const x = [-1, -0.999, -0.3, 0.25, 0.9, 1];
      for (const lambda of [0.05, 1e-3]) {
        const expected = logitTransform(x.map((v) => (v + 1) / 2), lambda); // prettier-ignore
        const { value, logDet } = logit(lambda).forward(tf.tensor2d([x]));
        expectClose(value.dataSync(), expected.y, { absolute: 1e-4 });
        const logJacobian = expected.logJacobian - x.length * Math.LN2; // of (x + 1)/2
        expectClose(logDet.dataSync(), [logJacobian], { absolute: 1e-3 });
      }
    });
  });

  it("refuses a λ that is none", () => {
    for (const lambda of [0, 0.5, NaN]) expect(() => logit(lambda)).toThrow(`lambda=${lambda}`);
  });
});
