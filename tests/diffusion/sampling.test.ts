import { beforeEach, describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import {
  ancestral,
  createDdpm,
  ddim,
  ddimInversion,
  dpmSolver2M,
  plms,
  sampleLoop,
  type DdpmSampleOptions,
} from "../../lib/diffusion";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

/** A DDPM of points with weights that are not 0 anywhere. */
function create(config: { classes?: number; target?: "epsilon" | "v" } = {}) {
  const { classes = 0, target = "epsilon" } = config;
  const network = { dim: 2, width: 8, depth: 1, classes };
  const model = createDdpm({ network, T: 40, schedule: "cosine", target }, seed(1));
  for (const [name, variable] of model.network.parameters.variables) {
    const values = seed(2)
      .fold(name)
      .normalArray(variable.size)
      .map((z) => 0.3 * z);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  return model;
}

const close = { relative: 1e-4, absolute: 1e-5 };

describe("Ddpm.sample", () => {
  it("is the one loop with the compiled network; DDPM's own method in 100 steps, or all, by default", async () => {
    const model = create();
    const { x } = await sampleLoop(
      { alphaBars: model.alphaBars, network: model.predictor() },
      ancestral(),
      [3, 2],
      { rng: seed(5), steps: 40 },
    );
    expectClose((await model.sample(3, { rng: seed(5) })).data, x.dataSync(), close);
    x.dispose();
    model.dispose();
  });

  it.each([ddim(), ddim({ eta: 0.5 }), plms(), dpmSolver2M()])(
    "takes any method and number of steps: %o",
    async (sampler) => {
      const model = create({ target: "v" });
      const options = { rng: seed(5), steps: 10, sampler };
      const { x, evaluations } = await sampleLoop(model.denoiser(), sampler, [3, 2], options);
      expect(evaluations).toBeGreaterThanOrEqual(10);
      expect(await model.sample(3, options)).toEqual({ data: x.dataSync(), shape: [3, 2] });
      x.dispose();
      model.dispose();
    },
  );

  it("begins where it is told; without noise to draw it needs no key", async () => {
    const model = create();
    const start: NdArray = { data: seed(9).normalArray(6), shape: [3, 2] };
    const fromStart = await model.sample(3, { start, sampler: ddim(), steps: 8 });
    const { steps } = await model.sampleTrajectory(3, { start, sampler: ddim(), steps: 8 });
    expect(steps[0]).toEqual(start);
    expect(steps[8]).toEqual(fromStart);
    await expect(model.sample(3, { start, steps: 8 })).rejects.toThrow(
      "sampleLoop: ancestral draws noise in its steps; pass rng.",
    );
    await expect(model.sample(2, { start, sampler: ddim() })).rejects.toThrow(
      "sample: start has shape [3, 2]; expected [2, 2].",
    );
    model.dispose();
  });

  it("thresholds also where the method does not clip", async () => {
    const model = create();
    const largest = async (options: DdpmSampleOptions) => {
      const { data } = await model.sample(20, { rng: seed(3), steps: 10, ...options });
      return Math.max(...data.map(Math.abs));
    };
    for (const sampler of [ancestral(), dpmSolver2M()]) {
      expect(await largest({ sampler, clip: "none" })).toBeGreaterThan(1.1);
      const dynamicThreshold = { quantile: 0.5 };
      expect(await largest({ sampler, dynamicThreshold })).toBeLessThanOrEqual(1.0001);
    }
    await expect(
      model.sample(1, { rng: seed(1), dynamicThreshold: { quantile: 2 } }),
    ).rejects.toThrow("dynamicThreshold: quantile=2");
    model.dispose();
  });

  it("says what is wrong with steps, eta and conditions, and leaves no tensor behind", async () => {
    const model = create();
    const rng = seed(1);
    await model.sample(1, { rng, steps: 2 });
    await expectNoLeak(async () => {
      for (const steps of [0, 41, 2000, 1.5]) {
        await expect(model.sample(1, { rng, steps })).rejects.toThrow(
          `steps=${steps}, but the process has 40 trained steps; pass 1 <= steps <= 40.`,
        );
      }
      expect(() => ddim({ eta: -0.1 })).toThrow(
        "ddim: eta=-0.1; expected a finite number of at least 0.",
      );
      await expect(model.sample(1, { rng, labels: 0, guidance: { scale: 2 } })).rejects.toThrow(
        "ddpm: guidance of a model without classes",
      );
      await expect(model.encode({ data: new Float32Array(3), shape: [1, 3] })).rejects.toThrow(
        "encode: examples has shape [1, 3]; expected [any, 2].",
      );
    });
    model.dispose();
  });
});

describe("Ddpm.encode", () => {
  it("is the loop with ddimInversion, which ends in what ddim starts from", async () => {
    const model = create({ target: "v" });
    const points: NdArray = { data: seed(7).normalArray(8), shape: [4, 2] };
    const x = tf.tensor2d(points.data, [4, 2]);
    const loop = await sampleLoop(model.denoiser(), ddimInversion(), x, { steps: 10 });
    expect(await model.encode(points, { steps: 10 })).toEqual({
      data: loop.x.dataSync(),
      shape: [4, 2],
    });
    tf.dispose([x, loop.x]);
    model.dispose();
  });

  it("knows the classes of what it encodes", async () => {
    const model = create({ classes: 2 });
    const points: NdArray = { data: seed(7).normalArray(4), shape: [2, 2] };
    const [zero, one] = [
      await model.encode(points, { labels: [0, 0], steps: 5 }),
      await model.encode(points, { labels: [0, 1], steps: 5 }),
    ];
    expect(one.data.slice(0, 2)).toEqual(zero.data.slice(0, 2));
    expect(one.data.slice(2)).not.toEqual(zero.data.slice(2));
    model.dispose();
  });
});
