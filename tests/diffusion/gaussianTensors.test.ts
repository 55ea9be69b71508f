import { beforeEach, describe, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { discretizedGaussian, gaussianKl } from "../../lib/diffusion";
import { discretizedGaussianLogLikelihood, klNormal } from "../../lib/math";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

type Name =
  | "levels"
  | "guess"
  | "logVariance"
  | "logLikelihood"
  | "guessGradient"
  | "logVarianceGradient"
  | "meanP"
  | "logP"
  | "meanQ"
  | "logQ"
  | "kl";
const torch = golden<Record<Name, GoldenArray>>("guidance");
const tensors = (...names: Name[]) => names.map((name) => tensorOf(torch[name])) as tf.Tensor[];

beforeEach(nativeOnly);

describe("gaussianKl", () => {
  it("is PyTorch's, and float64's", () => {
    tf.tidy(() => {
      const [meanP, logP, meanQ, logQ] = tensors("meanP", "logP", "meanQ", "logQ");
      const p = { mean: meanP!, logVariance: logP! };
      const q = { mean: meanQ!, logVariance: logQ! };
      const found = gaussianKl(p, q).dataSync();
      expectClose(found, torch.kl.data, { relative: 1e-5, absolute: 1e-6 });
      const exact = torch.meanP.data.map((mean, i) =>
        klNormal(
          mean,
          Math.exp(torch.logP.data[i]!),
          torch.meanQ.data[i]!,
          Math.exp(torch.logQ.data[i]!),
        ),
      );
      expectClose(found, exact, { relative: 1e-5, absolute: 1e-6 });
      expectClose(gaussianKl(p, p).dataSync(), Array(6).fill(0), { absolute: 1e-7 });
    });
  });
});

describe("discretizedGaussian", () => {
  it("is PyTorch's, in value and in both gradients", () => {
    tf.tidy(() => {
      const [x, mean, logVariance] = tensors("levels", "guess", "logVariance");
      const close = { relative: 1e-4, absolute: 1e-4 };
      const f = (mean: tf.Tensor, logVariance: tf.Tensor) =>
        discretizedGaussian(x!, { mean, logVariance });
      expectClose(f(mean!, logVariance!).dataSync(), torch.logLikelihood.data, close);
      const [byMean, byLog] = tf.grads(((m: tf.Tensor, l: tf.Tensor) => f(m, l).sum()) as never)([
        mean!,
        logVariance!,
      ]);
      expectClose(byMean!.dataSync(), torch.guessGradient.data, { relative: 2e-3, absolute: 1e-3 });
      expectClose(byLog!.dataSync(), torch.logVarianceGradient.data, {
        relative: 2e-3,
        absolute: 1e-3,
      });
    });
  });

  it("is float64's with its tanh and floor, far into both tails and at both ends", () => {
    tf.tidy(() => {
      const x = [-1, -1, 1, 1, 0.2, 0.2, 0.2, 0.2, 0.5, -0.996].map((v) => Math.fround(v));
      const mean = [-1, 0.9, 1, -0.9, 0.2, 0.3, 0.1, 0.9, -0.5, -1];
      for (const logVariance of [-9, -5, 0]) {
        const found = discretizedGaussian(tf.tensor1d(x), {
          mean: tf.tensor1d(mean),
          logVariance: tf.scalar(logVariance),
        }).dataSync();
        const options = { cdf: "tanh", floor: 1e-12 } as const;
        const exact = discretizedGaussianLogLikelihood(x, mean, logVariance / 2, options);
        // float64 itself loses digits of 1 + tanh in the far tail.
        const worst = exact.map((value, i) => Math.abs(value - found[i]!) / Math.max(1, -value));
        expect(Math.max(...worst), `log-variance ${logVariance}`).toBeLessThan(1e-3);
      }
    });
  });

  it("leaves nothing behind but its result", async () => {
    const [x, mean, logVariance] = tensors("levels", "guess", "logVariance");
    const p = { mean: mean!, logVariance: logVariance! };
    await expectNoLeak(() => discretizedGaussian(x!, p));
    await expectNoLeak(() => gaussianKl(p, p));
    tf.dispose([x!, mean!, logVariance!]);
  });
});
