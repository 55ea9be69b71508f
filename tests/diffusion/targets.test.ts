import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  epsilonOfOutput,
  predictionTargets,
  trainingTarget,
  x0OfOutput,
  type PredictionTarget,
} from "../../lib/diffusion";
import { convertPrediction } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const bars = [0.999, 0.4, 0.02];
const size = 8;

/** Noisy pictures at three noise levels, and what they were made of. */
function noisy() {
  const [x0, noise, output] = [1, 2, 3].map((k) => seed(k).normal<tf.Rank.R4>([3, 2, 2, 2])) as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  const column = (f: (bar: number) => number) => tf.tensor4d(bars.map(f), [3, 1, 1, 1]);
  const mixing = { signal: column(Math.sqrt), rest: column((bar) => Math.sqrt(1 - bar)) };
  const x = x0.mul(mixing.signal).add<tf.Tensor4D>(noise.mul(mixing.rest));
  return { x0, noise, output, mixing, x };
}

describe.each(predictionTargets)("target '%s'", (target) => {
  it("of the truth is turned back into the truth", () => {
    tf.tidy(() => {
      const { x0, noise, mixing, x } = noisy();
      const y = trainingTarget(target, x0, noise, mixing);
      const close = { relative: 1e-4, absolute: 1e-4 };
      expectClose(x0OfOutput(target, y, x, mixing).dataSync(), x0.dataSync(), close);
      expectClose(epsilonOfOutput(target, y, x, mixing).dataSync(), noise.dataSync(), close);
    });
  });

  it.each(["x0", "epsilon"] as const)("converts any output to %s as float64 does", (to) => {
    tf.tidy(() => {
      const { output, mixing, x } = noisy();
      const convert = to === "x0" ? x0OfOutput : epsilonOfOutput;
      const expected = bars.flatMap((bar, i) => {
        const at = (values: tf.Tensor) => values.dataSync().slice(i * size, (i + 1) * size);
        const marginal = { scale: Math.sqrt(bar), variance: 1 - bar };
        const options = { from: target, to, xt: at(x), marginal };
        return [...convertPrediction(at(output), options)];
      });
      const actual = convert(target, output, x, mixing).dataSync();
      expectClose(actual, expected, { relative: 1e-5, absolute: 3e-5 });
    });
  });

  it("leaves nothing behind but its result", async () => {
    const all = noisy();
    const { x0, noise, output, mixing, x } = all;
    await expectNoLeak(() => trainingTarget(target, x0, noise, mixing));
    await expectNoLeak(() => x0OfOutput(target, output, x, mixing));
    await expectNoLeak(() => epsilonOfOutput(target, output, x, mixing));
    tf.dispose([x0, noise, output, x, mixing.signal, mixing.rest]);
  });
});

describe("targets", () => {
  it("v and x0 say what the picture is where nothing of it is left, ᾱ = 0", () => {
    tf.tidy(() => {
      const { x0, noise } = noisy();
      const mixing = { signal: tf.scalar(0), rest: tf.scalar(1) };
      for (const target of ["v", "x0"] as const) {
        const y = trainingTarget(target, x0, noise, mixing);
        const found = x0OfOutput(target, y, noise, mixing);
        expectClose(found.dataSync(), x0.dataSync(), { absolute: 1e-6 }, target);
      }
    });
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
