import { beforeEach, describe, expect, it } from "vitest";
import { keyTensor, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createDiagonalScaling } from "../../lib/flows/diagonalScaling";
import { quantised, uniformDequantiser, type Dequantiser } from "../../lib/flows/dequantiser";
import { createPictureFlow } from "../../lib/flows/pictureFlow";
import { createVariationalDequantiser } from "../../lib/flows/variationalDequantiser";
import { meanEstimate, normalCdf } from "../../lib/math";
import { Parameters } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const LEVELS = 4;
const eventShape = [2, 2, 1];
const picture = [-1, -1 / 3, 1 / 3, 1]; // each level once

const makers: Record<string, (parameters: Parameters) => Dequantiser> = {
  uniform: () => uniformDequantiser(LEVELS),
  variational: (parameters) => {
    const scope = parameters.in("dequantiser");
    return createVariationalDequantiser(scope, { eventShape, levels: LEVELS, hidden: 4 });
  },
};

/** A flow of four pixels that is N(0, I) until it is trained. */
function createStandard(make: (parameters: Parameters) => Dequantiser) {
  const parameters = new Parameters(seed(1));
  const bijector = createDiagonalScaling(parameters.in("scaling"), eventShape);
  const flow = createPictureFlow({
    kind: "test",
    description: "test",
    config: {},
    eventShape,
    parameters,
    bijector,
    dequantiser: make(parameters),
  });
  for (const [name, variable] of parameters.variables) {
    if (!name.startsWith("dequantiser")) continue;
    tf.tidy(() => {
      const noise = seed(2).fold(name).normal<tf.Rank>(variable.shape);
      variable.assign(variable.add(noise.mul(0.2)));
    });
  }
  return flow;
}

/** P of the picture: the mass of N(0, 1) in the bin of each level. */
const logProbability = picture.reduce((sum, _, level) => {
  const edge = (l: number) => normalCdf((2 * l) / LEVELS - 1);
  return sum + Math.log(edge(level + 1) - edge(level));
}, 0);

describe.each(Object.entries(makers))("%s dequantisation", (_, make) => {
  it("stays within the bin of each level", () => {
    const flow = createStandard(make);
    tf.tidy(() => {
      const x = tf.tensor4d(picture, [1, 2, 2, 1]).tile([500, 1, 1, 1]);
      const { value } = flow.dequantiser.dequantise(x, keyTensor(seed(3)));
      expectClose(quantised(value, LEVELS).dataSync(), x.dataSync(), { absolute: 1e-6 });
      const spread = value.max(0).sub(value.min(0)); // of a bin of 0.5
      expect(spread.min().dataSync()[0]).toBeGreaterThan(0.2);
    });
    flow.dispose();
  });

  it("gives the probability of the picture as E[p(x̃)/q(x̃|x)], and a bound below its logarithm", async () => {
    const flow = createStandard(make);
    const n = 20_000;
    const data = Float32Array.from({ length: 4 * n }, (_, i) => picture[i % 4]!);
    const elbos = await flow.elbos({ data, shape: [n, 2, 2, 1] }, seed(5));
    const ratio = meanEstimate(elbos.map((elbo) => Math.exp(elbo - logProbability)));
    expect(Math.abs(ratio.estimate - 1)).toBeLessThan(4 * ratio.standardError); // false alarms: 6e-5
    expect(ratio.standardError).toBeLessThan(0.02);
    const bound = meanEstimate(elbos);
    expect(bound.estimate).toBeLessThan(logProbability - 10 * bound.standardError);
    flow.dispose();
  });

  it("rounds what lies between two levels", () => {
    const flow = createStandard(make);
    tf.tidy(() => {
      const x = tf.tensor4d([-7, -0.4, 0.3, 1.2], [1, 2, 2, 1]);
      const { value } = flow.dequantiser.dequantise(x, keyTensor(seed(3)));
      expectClose(quantised(value, LEVELS).dataSync(), picture, { absolute: 1e-6 });
    });
    flow.dispose();
  });
});

describe("uniform dequantisation", () => {
  it("has the density of the bins, D log(levels/2)", () => {
    tf.tidy(() => {
      const { logDensity } = uniformDequantiser(256).dequantise(
        tf.zeros([3, 5]),
        keyTensor(seed(1)),
      );
      expectClose(logDensity.dataSync(), Array(3).fill(5 * Math.log(128)), { relative: 1e-6 });
    });
  });

  it("refuses fewer than two levels", () => {
    expect(() => uniformDequantiser(1)).toThrow("uniformDequantiser: levels=1");
  });
});
