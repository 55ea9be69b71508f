import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  combined,
  createProcess,
  endColumns,
  predictionTargets,
  trainingTarget,
  type PredictionTarget,
} from "../../lib/diffusion";
import { convertPrediction } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const process = createProcess({ schedule: "cosine" });
const steps = [3, 400, 960];
const size = 8;

/** Noisy pictures at three noise levels, and what they were made of. */
function noisy() {
  const [x0, noise, output] = [1, 2, 3].map((k) => seed(k).normal<tf.Rank.R4>([3, 2, 2, 2])) as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  const { signal, rest } = process.coefficients(steps, 4);
  return { x0, noise, output, mixing: { signal, rest }, x: process.noised(x0, steps, noise) };
}

/** The coefficients of one end at those levels, as tensors. */
function coefficients(target: PredictionTarget, end: "x0" | "epsilon") {
  const columns = endColumns(target, process)[end];
  const column = (values: Float64Array) =>
    tf.tensor4d(
      steps.map((t) => values[t]!),
      [3, 1, 1, 1],
    );
  return { onX: column(columns.onX), onY: column(columns.onY) };
}

describe.each(predictionTargets)("target '%s'", (target) => {
  it("of the truth is turned back into the truth", () => {
    tf.tidy(() => {
      const { x0, noise, mixing, x } = noisy();
      const y = trainingTarget(target, x0, noise, mixing);
      const close = { relative: 1e-4, absolute: 1e-4 };
      const ends = { x0, epsilon: noise };
      for (const end of ["x0", "epsilon"] as const) {
        const found = combined(x, y, coefficients(target, end));
        expectClose(found.dataSync(), ends[end].dataSync(), close, end);
      }
    });
  });

  it.each(["x0", "epsilon"] as const)("converts any output to %s as float64 does", (to) => {
    tf.tidy(() => {
      const { output, x } = noisy();
      const expected = steps.flatMap((t, i) => {
        const at = (values: tf.Tensor) => values.dataSync().slice(i * size, (i + 1) * size);
        const scale = Math.sqrt(process.alphaBars[t]!);
        const marginal = { scale, variance: process.noiseVariances[t]! };
        const options = { from: target, to, xt: at(x), marginal };
        return [...convertPrediction(at(output), options)];
      });
      const actual = combined(x, output, coefficients(target, to)).dataSync();
      expectClose(actual, expected, { relative: 1e-5, absolute: 3e-5 });
    });
  });

  it("leaves nothing behind but its result", async () => {
    const { x0, noise, output, mixing, x } = noisy();
    const at = coefficients(target, "x0");
    await expectNoLeak(() => trainingTarget(target, x0, noise, mixing));
    await expectNoLeak(() => combined(x, output, at));
    tf.dispose([x0, noise, output, x, ...Object.values(mixing), ...Object.values(at)]);
  });
});

describe("targets", () => {
  it("v and x0 say what the picture is where nothing of it is left, ᾱ = 0", () => {
    const ending = createProcess({ T: 9, zeroTerminalSnr: true });
    for (const target of ["v", "x0"] as const) {
      const { onX, onY } = endColumns(target, ending).x0;
      const [x0, epsilon] = [0.3, -1.1];
      const y = target === "v" ? -x0 : x0; // v = 0 ε - 1 x_0
      expect(onX[8]! * epsilon + onY[8]! * y).toBe(x0);
    }
  });

  it("refuses a target that there is none of", () => {
    tf.tidy(() => {
      const { x0, noise, mixing } = noisy();
      expect(() => trainingTarget("score" as PredictionTarget, x0, noise, mixing)).toThrow(
        "targets: target=score; pass one of epsilon, x0, v.",
      );
    });
  });
});
