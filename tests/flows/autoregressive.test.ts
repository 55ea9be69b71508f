import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createAutoregressive, inverted, type AutoregressiveConfig } from "../../lib/flows";
import { cholesky, identityMatrix, matrixProduct, transpose } from "../../lib/math";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

/** A layer with weights that are not 0. */
function layer(config: AutoregressiveConfig, scale = 0.5) {
  const parameters = new Parameters(seed(1));
  const bijector = createAutoregressive(parameters.in("layer"), config);
  for (const [name, variable] of parameters.variables) {
    tf.tidy(() => variable.assign(seed(7).fold(name).normal(variable.shape).mul(scale)));
  }
  return { parameters, bijector };
}

const COVARIANCE = [
  [2, 0.6, -0.4, 0.1],
  [0.6, 1, 0.5, 0],
  [-0.4, 0.5, 1.5, -0.3],
  [0.1, 0, -0.3, 0.25],
];
const MEAN = [1, -2, 0.5, 3];

/** A linear layer with the conditionals of N(MEAN, COVARIANCE): x = m + A (x - m) + diag(L) z, A = I - diag(L) L⁻¹. */
function gaussianLayer() {
  const { lower, whiten } = cholesky(COVARIANCE);
  const inverse = transpose(identityMatrix(4).map((row) => Array.from(whiten(row)))); // L⁻¹
  const coupling = inverse.map((row, i) =>
    Array.from(row, (value, j) => (i === j ? 1 : 0) - lower[i]![i]! * value),
  );
  const { parameters, bijector } = layer({ dim: 4, hidden: [] });
  const weight = transpose(coupling).map((row) => [...row, 0, 0, 0, 0]);
  const mu = coupling.map((row, i) => MEAN[i]! - row.reduce((s, a, j) => s + a * MEAN[j]!, 0));
  const alpha = lower.map((row, i) => Math.log(row[i]!));
  tf.tidy(() => {
    parameters.variables.get("layer.out.weight")!.assign(tf.tensor2d(weight));
    parameters.variables.get("layer.out.bias")!.assign(tf.tensor1d([...mu, ...alpha]));
  });
  return { parameters, bijector, lower };
}

describe("createAutoregressive", () => {
  beforeEach(nativeOnly);

  it("is the identity at first", () => {
    const parameters = new Parameters(seed(1));
    const { forward, inverse } = createAutoregressive(parameters.in("layer"), { dim: 3 });
    tf.tidy(() => {
      const x = seed(2).normal<tf.Rank.R2>([4, 3]);
      for (const { value, logDet } of [forward(x), inverse(x)]) {
        expect(value.dataSync()).toEqual(x.dataSync());
        expectClose(logDet.dataSync(), [0, 0, 0, 0], {});
      }
    });
    parameters.dispose();
  });

  it("is exactly any Gaussian, with a linear network: Cholesky's whitening, density and samples", () => {
    const { parameters, bijector, lower } = gaussianLayer();
    const { whiten, logDet } = cholesky(COVARIANCE);
    tf.tidy(() => {
      const x = seed(3).normal<tf.Rank.R2>([6, 4]).mul<tf.Tensor2D>(2);
      const rows = x.arraySync();
      const forward = bijector.forward(x);
      const expected = rows.map((row) => Array.from(whiten(row.map((v, i) => v - MEAN[i]!))));
      expectClose(forward.value.dataSync(), expected.flat(), { absolute: 1e-5 }, "z");
      expectClose(forward.logDet.dataSync(), rows.map(() => -0.5 * logDet), { relative: 1e-6 }); // prettier-ignore
      const samples = matrixProduct(rows, transpose(lower)).map((row) =>
        Array.from(row, (value, i) => value + MEAN[i]!),
      );
      expectClose(bijector.inverse(x).value.dataSync(), samples.flat(), { absolute: 1e-5 }, "x");
    });
    parameters.dispose();
  });

  it("reads only earlier dimensions: a Jacobian that is triangular in the order", () => {
    const { parameters, bijector } = layer({ dim: 4, order: [1, 3, 0, 2], activation: "tanh" });
    const place = [2, 0, 3, 1];
    tf.tidy(() => {
      const x = seed(4).normal<tf.Rank.R2>([1, 4]);
      const rows = place.map((_, i) => {
        const entry = (x: tf.Tensor) => bijector.forward(x).value.slice([0, i], [1, 1]).sum();
        return Array.from(tf.grad(entry)(x).dataSync());
      });
      const reached = rows.map((row) => row.map((slope) => slope !== 0));
      expect(reached).toEqual(place.map((to) => place.map((from) => from <= to)));
      const diagonal = rows.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
      expectClose(bijector.forward(x).logDet.dataSync(), [diagonal], { absolute: 1e-5 });
    });
    parameters.dispose();
  });

  it("exchanged is an IAF: the same network, with x and z in each other's place", () => {
    const { parameters, bijector } = layer({ dim: 3, hidden: [8] });
    const iaf = inverted(bijector);
    tf.tidy(() => {
      const x = seed(5).normal<tf.Rank.R2>([4, 3]);
      const there = bijector.forward(x);
      expect(iaf.inverse(x).value.dataSync()).toEqual(there.value.dataSync());
      const back = iaf.forward(there.value);
      expectClose(back.value.dataSync(), x.dataSync(), { absolute: 1e-5 }, "x");
      expectClose(back.logDet.dataSync(), there.logDet.neg().dataSync(), { absolute: 1e-5 });
    });
    parameters.dispose();
  });

  it("holds its scales within a bound where one is asked for, in both directions", () => {
    const { parameters, bijector } = layer({ dim: 3, hidden: [8], maxLogScale: 0.5 }, 3);
    tf.tidy(() => {
      const x = seed(5).normal<tf.Rank.R2>([50, 3]).mul(4);
      const { value, logDet } = bijector.forward(x);
      const logDets = logDet.dataSync();
      expect(Math.max(...logDets.map(Math.abs))).toBeLessThanOrEqual(1.5);
      expect(Math.max(...logDets.map(Math.abs))).toBeGreaterThan(1.2); // the bound is what holds them
      const back = bijector.inverse(value);
      expectClose(back.value.dataSync(), x.dataSync(), { absolute: 2e-3 }, "x");
      expectClose(back.logDet.dataSync(), logDet.neg().dataSync(), { absolute: 1e-3 }, "logDet");
    });
    parameters.dispose();
    expect(() => layer({ dim: 3, maxLogScale: 0 })).toThrow("autoregressive: maxLogScale=0;");
  });

  it("refuses other shapes", () => {
    const { parameters, bijector } = layer({ dim: 3 });
    expect(() => bijector.forward(tf.zeros([2, 4]))).toThrow(
      "autoregressive: x has shape [2, 4]; expected [any, 3].",
    );
    expect(() => bijector.inverse(tf.zeros([3]))).toThrow(
      "autoregressive: z has shape [3]; expected [any, 3].",
    );
    parameters.dispose();
  });
});
