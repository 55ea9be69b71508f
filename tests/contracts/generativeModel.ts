import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  seed,
  type Examples,
  type HasElbo,
  type HasLogProb,
  type NdArray,
  type Rng,
} from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "./close";
import { expectNoLeak } from "./leaks";
import { examplesOf, type ExampleFamily } from "./likelihoodFamily";
import { nativeOnly } from "./native";
import { noiseExamples } from "./noiseExamples";
import { temporaryFolder } from "./temporary";

interface FitOptions {
  readonly rng: Rng;
  readonly steps: number;
  readonly batchSize: number;
  readonly eager?: boolean;
}

/** What the contract asks of a model; `GenerativeModel` with the options that every family has, and its likelihood if any. */
export interface Model extends Partial<HasLogProb & HasElbo> {
  fit(data: Examples, options: FitOptions): Promise<{ readonly losses: Float32Array }>;
  sample(n: number, options: { readonly rng: Rng }): Promise<NdArray>;
  save(file: string): Promise<unknown>;
  dispose(): void;
}

export interface Family extends ExampleFamily {
  /** A small model with weights from the key. */
  create(rng: Rng): Model;
  /** The model that `save` wrote. */
  load(file: string): Promise<Model>;
}

/**
 * Largest relative difference of log-likelihoods from weights of half precision. Those have 11 digits in base 2, an error of
 * up to 2^-11 each; through ten layers, if all pull one way, 10 · 2^-11 = 0.5 %.
 */
const HALF_PRECISION = 10 * 2 ** -11;
/** Largest share of what training has changed that half precision may change back: a weight that is lost changes more. */
const LOST = 0.05;

const furthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!)));

/** What every generative model owes, whatever its family. */
export function generativeModelContract(name: string, family: Family): void {
  const { eventShape } = family;
  const draw = examplesOf(family);
  const data = noiseExamples(16, eventShape, draw);
  const options = { steps: 3, batchSize: 4 };
  const folder = temporaryFolder();

  /** log p of three examples and its bound, nats, as far as the model has them. */
  const likelihoods = (model: Model): number[] =>
    tf.tidy(() => {
      const x = draw(3, seed(6));
      const all = [model.logProb?.(x), model.elbo?.(x, seed(8))];
      return all.flatMap((logs) => [...(logs?.dataSync() ?? [])]);
    });

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
      /** A sample alone may hide a small change: one of few levels. */
      const shownBy = async (model: Model) => ({
        sample: await model.sample(2, { rng: seed(5) }),
        logs: likelihoods(model),
      });
      const shown: { readonly sample: NdArray; readonly logs: number[] }[] = [];
      const losses: Float32Array[] = [];
      for (let run = 0; run < 2; run++) {
        await withModel(async (model) => {
          if (run === 0) shown.push(await shownBy(model));
          losses.push((await model.fit(data, { ...options, rng: seed(4) })).losses);
          shown.push(await shownBy(model));
        });
      }
      expect(losses[0]!.length).toBe(3);
      expect(losses[0]).toEqual(losses[1]);
      expect(shown[1]).toEqual(shown[2]);
      expect(shown[0]).not.toEqual(shown[1]);
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

    it("saves what it needs to sample and to judge, to half precision; loaded and disposed, it leaves no tensor", async () => {
      const file = path.join(folder, "model.safetensors");
      await withModel(async (model) => {
        const fresh = likelihoods(model);
        await model.fit(data, { ...options, steps: 40, rng: seed(1) });
        await model.save(file);
        const [trained, sample] = [likelihoods(model), await model.sample(2, { rng: seed(9) })];
        await expectNoLeak(async () => {
          const loaded = await family.load(file);
          const { data: again } = await loaded.sample(2, { rng: seed(9) });
          expectClose(again, sample.data, { absolute: 0.02 }, "sample");
          const logs = likelihoods(loaded);
          expectClose(logs, trained, { relative: HALF_PRECISION }, "log-likelihoods");
          expect(furthest(logs, trained)).toBeLessThanOrEqual(LOST * furthest(fresh, trained));
          loaded.dispose();
        });
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
