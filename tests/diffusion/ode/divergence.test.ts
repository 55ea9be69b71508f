import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { drawProbes, tracedNetwork } from "../../../lib/diffusion";
import { varianceEstimate, zTest, meanEstimate } from "../../../lib/math";
import { expectClose } from "../../contracts/close";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";

/** ε(x, t) = A x + (t + 1) x², entry by entry: Jacobian A + 2 (t + 1) diag(x). */
const A = [
  [1, 2, 0],
  [-1, 3, 0.5],
  [4, 0, -2],
];
const network = (x: tf.Tensor, t: tf.Tensor1D): tf.Tensor =>
  tf.tidy(() => x.matMul(tf.tensor2d(A).transpose()).add(x.square().mul(t.add(1).expandDims(1))));
const points = [
  [0.5, -1, 2],
  [1, 0, 0.25],
];
const times = [0, 3];
const traces = points.map((x, b) => 2 + 2 * (times[b]! + 1) * x.reduce((a, c) => a + c, 0));

function traced(probes: tf.Tensor) {
  const found = tracedNetwork(network, tf.tensor2d(points), tf.tensor1d(times), probes);
  return { epsilon: found.epsilon.arraySync() as number[][], traces: found.traces.arraySync() };
}

describe("tracedNetwork", () => {
  beforeEach(nativeOnly);

  it("with the unit vectors is the exact trace of each example, and gives ε once", () => {
    const { epsilon, traces: diagonal } = traced(drawProbes("test", [2, 3], { trace: "exact" }));
    const sums = [0, 1].map((b) => diagonal.reduce((sum, row) => sum + row[b]!, 0));
    expectClose(sums, traces, { relative: 1e-6 });
    expectClose(epsilon[1]!, [1 + 4, -1 + 0.125, 4 - 0.5 + 0.25], { relative: 1e-6 });
  });

  it.each(["rademacher", "gaussian"] as const)(
    "with %s vectors is unbiased, with the known variance (4 tests, false alarm 4e-6)",
    (probe) => {
      const drawn = traced(
        drawProbes("test", [2, 3], { probes: 20_000, probe, rng: seed(1) }),
      ).traces;
      for (const b of [0, 1]) {
        const values = Float64Array.from(drawn, (row) => row[b]!);
        const [m, v] = [meanEstimate(values), varianceEstimate(values)];
        expect(zTest(m.estimate, traces[b]!, m.standardError).pValue).toBeGreaterThan(1e-6);
        // Of S = (J + Jᵀ)/2: 2 Σ S_ij² without the diagonal for ±1, with it for normal numbers.
        let expected = 0;
        for (let i = 0; i < 3; i++) {
          for (let j = 0; j < 3; j++) {
            const S =
              (A[i]![j]! + A[j]![i]!) / 2 + (i === j ? 2 * (times[b]! + 1) * points[b]![i]! : 0);
            if (i !== j || probe === "gaussian") expected += 2 * S * S;
          }
        }
        expect(zTest(v.estimate, expected, v.standardError).pValue).toBeGreaterThan(1e-6);
      }
    },
  );

  it("refuses a network whose output has another shape", () => {
    const wrong = (x: tf.Tensor) => x.sum(1);
    expect(() => tracedNetwork(wrong, tf.ones([2, 3]), tf.zeros([2]), tf.ones([1, 2, 3]))).toThrow(
      "the network's output has shape [2]; expected [2, 3]",
    );
  });
});

describe("drawProbes", () => {
  beforeEach(nativeOnly);

  it("draws ±1 or normal numbers for each example, or all unit vectors", async () => {
    const signs = drawProbes("test", [500, 2, 2], { probes: 3, rng: seed(2) });
    expect(signs.shape).toEqual([3, 500, 2, 2]);
    expect(new Set(signs.dataSync())).toEqual(new Set([-1, 1]));
    expect(drawProbes("test", [5, 4], { probe: "gaussian", rng: seed(2) }).shape).toEqual([
      1, 5, 4,
    ]);
    expect(drawProbes("test", [1, 2], { trace: "exact" }).arraySync()).toEqual([
      [[1, 0]],
      [[0, 1]],
    ]);
    await expectNoLeak(() => drawProbes("test", [5, 4], { rng: seed(2) }));
    await expectNoLeak(() => drawProbes("test", [5, 4], { trace: "exact" }));
  });

  it("says what is wrong", () => {
    const rng = seed(1);
    expect(() => drawProbes("test", [1, 2], {})).toThrow(
      "test: Hutchinson's trace draws random vectors; pass rng",
    );
    expect(() => drawProbes("test", [1, 2], { trace: "skilling" as never })).toThrow(
      "test: no trace 'skilling'; pass one of hutchinson, exact.",
    );
    expect(() => drawProbes("test", [1, 2], { rng, probe: "uniform" as never })).toThrow(
      "no probe 'uniform'",
    );
    expect(() => drawProbes("test", [1, 2], { rng, probes: 0 })).toThrow("test: probes=0");
  });
});
