import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples, type NdArray, type Rng } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "./close";
import { expectNoLeak } from "./leaks";
import { nativeOnly } from "./native";
import { noiseExamples } from "./noiseExamples";
import { temporaryFolder } from "./temporary";

interface FitOptions {
  readonly rng: Rng;
  readonly steps: number;
  readonly batchSize: number;
  readonly eager?: boolean;
}

/** What the contract asks of a model; `GenerativeModel` with the options that every family has. */
export interface Model {
  fit(data: Examples, options: FitOptions): Promise<{ readonly losses: Float32Array }>;
  sample(n: number, options: { readonly rng: Rng }): Promise<NdArray>;
  save(file: string): Promise<unknown>;
  dispose(): void;
}

export interface Family {
  /** A small model with weights from the key. */
  create(rng: Rng): Model;
  /** The model that `save` wrote. */
  load(file: string): Promise<Model>;
  /** Shape of one example. */
  readonly eventShape: readonly number[];
}

/** What every generative model owes, whatever its family. */
export function generativeModelContract(name: string, family: Family): void {
  const { eventShape } = family;
  const data = noiseExamples(16, eventShape);
  const options = { steps: 3, batchSize: 4 };
  const folder = temporaryFolder();

  async function withModel(use: (model: Model) => Promise<void>, rng = seed(1)): Promise<void> {
    const model = family.create(rng);
    try {
      await use(model);
    } finally {
      model.dispose();
    }
  }

  describe(`${name} as a generative model`, () => {
    beforeEach(nativeOnly);

    it("samples finite examples of its shape; one key, one sample", async () => {
      await withModel(async (model) => {
        const first = await model.sample(3, { rng: seed(2) });
        expect(first.shape).toEqual([3, ...eventShape]);
        expect(first.data.every(Number.isFinite)).toBe(true);
        expect(await model.sample(3, { rng: seed(2) })).toEqual(first);
        expect(await model.sample(3, { rng: seed(3) })).not.toEqual(first);
      });
    });

    it("has, compiled, the losses of a run op by op: 8 steps to 1e-5", async () => {
      const losses: Float32Array[] = [];
      for (const eager of [true, false]) {
        await withModel(async (model) => {
          const history = await model.fit(data, { ...options, steps: 8, rng: seed(4), eager });
          losses.push(history.losses);
        });
      }
      expectClose(losses[1]!, losses[0]!, { relative: 1e-5 }, "losses");
    });

    it("trains to the same weights from the same keys, and they differ from those before", async () => {
      const samples: NdArray[] = [];
      const losses: Float32Array[] = [];
      for (let run = 0; run < 2; run++) {
        await withModel(async (model) => {
          if (run === 0) samples.push(await model.sample(2, { rng: seed(5) }));
          losses.push((await model.fit(data, { ...options, rng: seed(4) })).losses);
          samples.push(await model.sample(2, { rng: seed(5) }));
        });
      }
      expect(losses[0]!.length).toBe(3);
      expect(losses[0]).toEqual(losses[1]);
      expect(samples[1]).toEqual(samples[2]);
      expect(samples[0]).not.toEqual(samples[1]);
    });

    it("leaves no tensor behind when it samples, trains, and is disposed", async () => {
      await expectNoLeak(() =>
        withModel(async (model) => {
          const before = tf.memory().numTensors;
          await model.sample(2, { rng: seed(1) });
          await model.fit(data, { ...options, rng: seed(1) });
          expect(tf.memory().numTensors - before, "tensors beyond the model's own").toBe(0);
        }),
      );
    });

    it("saves what it needs to sample, to half precision", async () => {
      const file = path.join(folder, "model.safetensors");
      await withModel(async (model) => {
        await model.fit(data, { ...options, rng: seed(1) });
        await model.save(file);
        const loaded = await family.load(file);
        const [expected, actual] = [
          await model.sample(2, { rng: seed(9) }),
          await loaded.sample(2, { rng: seed(9) }),
        ];
        const worst = Math.max(...expected.data.map((x, i) => Math.abs(x - actual.data[i]!)));
        expect(worst).toBeLessThan(0.02);
        loaded.dispose();
      });
      expect(fs.readdirSync(folder).sort()).toEqual(["model.json", "model.safetensors"]);
    });

    it("says what is wrong with its input, and loses no tensor over it", async () => {
      await withModel(async (model) => {
        await expectNoLeak(async () => {
          const rng = seed(1);
          const wrong = noiseExamples(16, [...eventShape, 2]);
          const shapes = `[${wrong.eventShape.join(", ")}]`;
          await expect(async () => model.fit(wrong, { ...options, rng })).rejects.toThrow(shapes);
          const empty = noiseExamples(0, eventShape);
          await expect(async () => model.fit(empty, { ...options, rng })).rejects.toThrow(
            "the data set is empty",
          );
          await expect(async () => model.fit(data, { ...options, steps: -1, rng })).rejects.toThrow(
            "steps=-1",
          );
          await expect(async () =>
            model.fit(data, { ...options, batchSize: 17, rng }),
          ).rejects.toThrow("batchSize=17");
          for (const n of [0, -1, 1.5]) {
            await expect(async () => model.sample(n, { rng })).rejects.toThrow(`n=${n}`);
          }
        });
      });
    });
  });
}
