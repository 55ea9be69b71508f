import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { eightGaussianModes, toy2d } from "../../../lib/datasets";
import {
  createProcess,
  mixturePredictor,
  odeLogLikelihood,
  type OdeLikelihoodOptions,
} from "../../../lib/diffusion";
import {
  isotropicMixture,
  meanEstimate,
  mixtureLogDensity,
  normalLogDensity,
  zTest,
} from "../../../lib/math";
import { smoothBars } from "../../contracts/exactGaussian";
import { expectClose } from "../../contracts/close";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";

const means = eightGaussianModes.centres.map((c) => [...c]);
const ring = { means, variances: eightGaussianModes.scale ** 2 };
const N = 24;
const data = toy2d("eightGaussians", N, seed(1));
const { alphaBars } = createProcess({ T: 1000, schedule: "cosine" });
const process = { alphaBars, network: mixturePredictor(ring, alphaBars) };

/** log density in float64 of the ring with the noise of the first timestep, as the docstring says. */
const exactAt = (bars: Float64Array) => {
  const noisy = eightGaussianModes.scale ** 2 + (1 - bars[0]!) / bars[0]!;
  const mixture = isotropicMixture(
    means.map(() => 1 / 8),
    means,
    means.map(() => noisy),
  );
  return Array.from({ length: N }, (_, i) =>
    mixtureLogDensity(mixture, data.points.subarray(2 * i, 2 * i + 2)),
  );
};

const points = { data: data.points, shape: [N, 2] };

async function likelihood(options: OdeLikelihoodOptions, model = process) {
  return odeLogLikelihood(model, points, options);
}

const worst = (found: ArrayLike<number>, exact: ArrayLike<number>) =>
  Math.max(...Array.from(found, (value, i) => Math.abs(value - exact[i]!)));

describe("odeLogLikelihood", () => {
  beforeEach(nativeOnly);

  it("is the log density of a mixture to 5e-4 nats with 80 steps, and says what it consists of", async () => {
    const found = await likelihood({ steps: 80, trace: "exact" });
    expectClose(found.logLikelihood, exactAt(alphaBars), { absolute: 5e-4 });
    expectClose(
      found.logLikelihood,
      found.prior.map((p, i) => p + found.change[i]!),
      {},
    );
    expect(found.latent.shape).toEqual([N, 2]);
    const first = Array.from(found.latent.data.subarray(0, 2));
    expectClose([found.prior[0]!], [first.reduce((sum, z) => sum + normalLogDensity(z), 0)], {
      relative: 1e-6,
    });
    expect([...found.standardError]).toEqual(Array(N).fill(0));
    expect(found.evaluations).toBe(320);
  });

  it("holds for the linear schedule, whose prior is only nearly the last marginal", async () => {
    const bars = createProcess({ T: 1000 }).alphaBars;
    const found = await likelihood(
      { steps: 80, trace: "exact" },
      { alphaBars: bars, network: mixturePredictor(ring, bars) },
    );
    expectClose(found.logLikelihood, exactAt(bars), { absolute: 1e-3 });
  });

  it("converges with order 4 (rk4) and 2 (heun)", async () => {
    const exact = exactAt(alphaBars);
    const order = async (method: "rk4" | "heun", steps: number) => {
      const [few, many] = [steps, 2 * steps].map((n) =>
        likelihood({ method, steps: n, trace: "exact" }),
      );
      return Math.log2(
        worst((await few!).logLikelihood, exact) / worst((await many!).logLikelihood, exact),
      );
    };
    expect(await order("rk4", 20)).toBeGreaterThan(3.8);
    expect(await order("heun", 40)).toBeGreaterThan(1.8);
  });

  it("keeps order 4 where the middle timestep is far from the middle", async () => {
    const bars = smoothBars(4000).filter((_, t) => t % 2 === 0 || t % 5 === 1); // uneven
    const model = { alphaBars: bars, network: mixturePredictor(ring, bars) };
    const exact = exactAt(bars);
    const [few, many] = [
      await likelihood({ steps: 14, trace: "exact" }, model),
      await likelihood({ steps: 28, trace: "exact" }, model),
    ];
    expect(
      Math.log2(worst(few.logLikelihood, exact) / worst(many.logLikelihood, exact)),
    ).toBeGreaterThan(3.8);
  });

  it.each(["rademacher", "gaussian"] as const)(
    "with Hutchinson's %s probes is unbiased within its standard error (false alarm 1e-6)",
    async (probe) => {
      const exact = await likelihood({ steps: 25, trace: "exact" });
      const found = await likelihood({ steps: 25, probes: 64, probe, rng: seed(5) });
      const z = found.logLikelihood.map(
        (l, i) => (l - exact.logLikelihood[i]!) / found.standardError[i]!,
      );
      const { estimate, standardError } = meanEstimate(z); // t of 63 degrees of freedom, near enough
      expect(zTest(estimate, 0, standardError).pValue).toBeGreaterThan(1e-6);
      const spread = z.reduce((sum, value) => sum + value * value, 0) / N;
      expect(spread).toBeGreaterThan(0.3); // χ² of 24: below 7.2 or above 60 with probability 5e-4 and 6e-5
      expect(spread).toBeLessThan(2.5);
      expectClose(found.latent.data, exact.latent.data, { absolute: 1e-5 }); // the way does not depend on the probes
    },
  );

  it("of standard normal data is exact with a single step, in any shape", async () => {
    const unit = (x: tf.Tensor, t: tf.Tensor1D) =>
      tf.tidy(() =>
        x.mul(
          tf
            .tensor1d(Float32Array.from(alphaBars, (b) => Math.sqrt(1 - b)))
            .gather(t.toInt())
            .reshape([-1, 1, 1, 1]),
        ),
      );
    const x = { data: seed(3).normalArray(24), shape: [4, 3, 2, 1] };
    const { logLikelihood, standardError, latent } = await odeLogLikelihood(
      { alphaBars, network: unit },
      x,
      { steps: 1, probes: 2, rng: seed(4) },
    );
    expect(latent.shape).toEqual([4, 3, 2, 1]);
    const a = Math.sqrt(alphaBars[0]!);
    const exact = [0, 1, 2, 3].map((b) =>
      [...x.data.subarray(6 * b, 6 * b + 6)].reduce(
        (sum, v) => sum + normalLogDensity(v * a) + Math.log(a),
        0,
      ),
    );
    expectClose(logLikelihood, exact, { relative: 1e-5 });
    expectClose(standardError, [0, 0, 0, 0], { absolute: 1e-5 }); // the Jacobian is diagonal: ±1 has no variance
  });

  it("leaves nothing behind, also when it fails, reports progress and can be stopped", async () => {
    const steps: number[] = [];
    await expectNoLeak(async () => {
      await odeLogLikelihood(process, points, {
        steps: 3,
        rng: seed(1),
        onProgress: ({ step }) => steps.push(step),
      });
    });
    expect(steps).toEqual([1, 2, 3]);
    const broken = { alphaBars, network: (x: tf.Tensor) => x.div(0) };
    await expectNoLeak(async () => {
      await expect(odeLogLikelihood(broken, points, { steps: 3, rng: seed(1) })).rejects.toThrow(
        "odeLogLikelihood: numbers are not finite after the step from t=0 to",
      );
    });
    const flat = { alphaBars, network: (x: tf.Tensor) => x.square().sum(1) };
    await expectNoLeak(async () => {
      await expect(odeLogLikelihood(flat, points, { rng: seed(1) })).rejects.toThrow(
        `odeLogLikelihood: the network's output has shape [${N}]; expected [${N}, 2].`,
      );
    });
    const stop = new AbortController();
    await expectNoLeak(async () => {
      await expect(
        odeLogLikelihood(process, points, {
          steps: 3,
          rng: seed(1),
          signal: stop.signal,
          onProgress: () => stop.abort(),
        }),
      ).rejects.toThrow("interrupted after step 1 of 3");
    });
  });

  it("says what is wrong", async () => {
    const rng = seed(1);
    await expect(likelihood({})).rejects.toThrow('pass rng, or trace: "exact"');
    await expect(likelihood({ rng, steps: 500 })).rejects.toThrow(
      "odeLogLikelihood: steps=500 is not an integer from 1 to 499; pass one.",
    );
    await expect(likelihood({ rng, steps: 0 })).rejects.toThrow("steps=0");
    await expect(likelihood({ rng, method: "euler" as never })).rejects.toThrow(
      "odeLogLikelihood: no method 'euler'; pass one of rk4, heun.",
    );
    const terminal = createProcess({ T: 10, zeroTerminalSnr: true }).alphaBars;
    await expect(likelihood({ rng }, { ...process, alphaBars: terminal })).rejects.toThrow(
      "zero terminal SNR",
    );
    await expect(
      likelihood({ rng }, { ...process, alphaBars: Float64Array.of(0.5) }),
    ).rejects.toThrow("T (length of alphaBars)=1");
    await expect(
      odeLogLikelihood(process, { data: new Float32Array(3), shape: [3] }, { rng }),
    ).rejects.toThrow("x has shape [3]; pass one of [B,...]");
  });
});
