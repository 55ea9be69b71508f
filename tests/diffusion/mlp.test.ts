import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createDdpm, createMlp, type MlpConfig } from "../../lib/diffusion";
import { toy2d } from "../../lib/datasets";
import { mean } from "../contracts/statistics";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const create = (config: Partial<MlpConfig> = {}, outChannels = 2) =>
  createMlp({ dim: 2, width: 8, depth: 2, ...config }, outChannels, seed(1));

/** Weights that are not 0 anywhere. */
function shake({ parameters }: ReturnType<typeof create>): void {
  for (const [name, variable] of parameters.variables) {
    const values = seed(2)
      .fold(name)
      .normalArray(variable.size)
      .map((z) => 0.4 * z);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

describe("createMlp", () => {
  it("has the number of weights that its sizes say, and answers 0 at first", () => {
    const net = create({ classes: 3 });
    const layer = (inputs: number, outputs: number) => inputs * outputs + outputs;
    const blocks = 2 * 3 * layer(8, 8);
    expect(net.parameters.count).toBe(2 * layer(8, 8) + 4 * 8 + layer(2, 8) + blocks + layer(8, 2));
    tf.tidy(() => {
      const y = net.predict(seed(1).normal([5, 2]), tf.tensor1d([0, 1, 2, 3, 4]));
      expect(y.shape).toEqual([5, 2]);
      expect(y.abs().max().dataSync()[0]).toBe(0);
    });
    net.parameters.dispose();
  });

  it.each([
    [{}, [0, 1, 2, 3].map((i) => 10000 ** (-i / 3)), [Math.sin, Math.cos]],
    [{ timeEmbedding: "ddpm" }, [0, 1, 2, 3].map((i) => 10000 ** (-i / 3)), [Math.sin, Math.cos]],
    [{ timeEmbedding: "guided-diffusion" }, [1, 0.1, 0.01, 0.001], [Math.cos, Math.sin]],
  ] as const)("is the formula of its docstring, in float64: %j", (config, frequencies, waves) => {
    const net = create({ depth: 1, ...config });
    shake(net);
    const [x, t] = [[0.4, -1.3], 7];
    const weight = (name: string) => [...net.parameters.variables.get(name)!.dataSync()];
    const linear = (name: string, v: number[]) => {
      const [W, b] = [weight(`${name}.weight`), weight(`${name}.bias`)];
      return b.map((bias, j) =>
        v.reduce((sum, value, i) => sum + value * W[i * b.length + j]!, bias),
      );
    };
    const silu = (v: number[]) => v.map((value) => value / (1 + Math.exp(-value)));
    const add = (a: number[], b: number[]) => a.map((value, i) => value + b[i]!);
    const time = waves.flatMap((wave) => frequencies.map((frequency) => wave(t * frequency)));
    const e = silu(linear("time2", silu(linear("time1", time))));
    let h = linear("stem", x);
    const inner = add(linear("block0.first", silu(h)), linear("block0.condition", e));
    h = add(h, linear("block0.second", silu(inner)));
    tf.tidy(() => {
      const found = net.predict(tf.tensor2d(x, [1, 2]), tf.tensor1d([t]));
      expectClose(found.dataSync(), linear("out", silu(h)), { relative: 1e-4, absolute: 1e-5 });
    });
    net.parameters.dispose();
  });

  it("tells classes apart, and none from each", () => {
    const net = create({ classes: 2 });
    shake(net);
    tf.tidy(() => {
      const x = tf.ones([4, 2]);
      const t = tf.zeros<tf.Rank.R1>([4]);
      const labels = tf.tensor1d([0, 1, 2, 0], "int32");
      const rows = net.predict(x, t, { labels }).arraySync() as number[][];
      expect(rows[0]).toEqual(rows[3]);
      expect(rows[0]).not.toEqual(rows[1]);
      expect(rows[2]).toEqual((net.predict(x, t).arraySync() as number[][])[2]);
    });
    net.parameters.dispose();
  });

  it("leaves nothing behind but its output", async () => {
    const net = create();
    const [x, t] = [tf.ones([3, 2]), tf.zeros<tf.Rank.R1>([3])];
    await expectNoLeak(() => net.predict(x, t));
    tf.dispose([x, t]);
    net.parameters.dispose();
  });

  it.each([
    [{ dim: 0 }, "mlp: dim=0 is not an integer of at least 1; pass one."],
    [{ width: 7 }, "mlp: width=7; pass an even number of at least 4."],
    [{ depth: 0 }, "mlp: depth=0"],
    [{ classes: -1 }, "mlp: classes=-1"],
    [
      { timeEmbedding: "vaswani" as "ddpm" },
      "mlp: no timeEmbedding 'vaswani'; pass one of ddpm, guided-diffusion.",
    ],
  ])("refuses %j", (config, message) => {
    expect(() => create(config)).toThrow(message);
  });

  it("refuses points of another dimension, other counts, and labels that it has none of", () => {
    const net = create();
    tf.tidy(() => {
      const t = tf.zeros<tf.Rank.R1>([3]);
      expect(() => net.predict(tf.ones([3, 4]), t)).toThrow("mlp: x has shape [3, 4]; expected");
      expect(() => net.predict(tf.ones([2, 2]), t)).toThrow("mlp: t has shape [3]; expected [2].");
      const labels = tf.zeros<tf.Rank.R1>([3], "int32");
      expect(() => net.predict(tf.ones([3, 2]), t, { labels })).toThrow(
        "mlp: labels for a network without classes; leave them out, or build it with classes.",
      );
    });
    net.parameters.dispose();
  });
});

describe("a DDPM of points", () => {
  it("learns where the points are: mean and variance of two moons, to a tenth", async () => {
    const moons = toy2d("twoMoons", 4000, seed(1));
    const model = createDdpm(
      { network: { dim: 2, width: 32 }, T: 50, schedule: "cosine" },
      seed(2),
    );
    await model.fit(moons, { steps: 400, batchSize: 128, rng: seed(3), learningRate: 3e-3 });
    const { data } = await model.sample(2000, { rng: seed(4), clip: "none" });
    for (const axis of [0, 1]) {
      const take = (values: Float32Array) => [...values].filter((_, i) => i % 2 === axis);
      const moments = (values: number[]) => {
        const m = mean(values);
        return [m, Math.sqrt(mean(values.map((x) => (x - m) ** 2)))];
      };
      expectClose(moments(take(data)), moments(take(moons.points)), { absolute: 0.1 });
    }
    model.dispose();
  });

  it("has no bound in bits per dimension", async () => {
    const model = createDdpm({ network: { dim: 2, width: 8, depth: 1 }, T: 5 }, seed(1));
    const points = { data: new Float32Array(4), shape: [2, 2] };
    await expect(model.bound(points, { rng: seed(1) })).rejects.toThrow(
      "diffusionBound: examples of shape [2] are no pictures of 256 levels; use odeLogLikelihood.",
    );
    model.dispose();
  });
});
