import { beforeEach, describe, expect, it } from "vitest";
import { seed, type HasLogProb } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "./close";
import { expectNoLeak } from "./leaks";
import { examplesOf, type LikelihoodFamily } from "./likelihoodFamily";
import { nativeOnly } from "./native";

/** What a model with an exact log-density owes: a number for each example that depends on that example alone. */
export function logProbContract(name: string, family: LikelihoodFamily<HasLogProb>): void {
  const { eventShape, create } = family;
  const draw = examplesOf(family);

  describe(`${name} has a log-density`, () => {
    beforeEach(nativeOnly);

    it("a finite number for each example, the same whatever else is in the batch", () => {
      const model = create(seed(1));
      tf.tidy(() => {
        const x = draw(5, seed(2));
        const together = model.logProb(x);
        expect(together.shape).toEqual([5]);
        const alone = tf.split(x, 5).map((one) => model.logProb(one).dataSync()[0]!);
        expect(alone.every(Number.isFinite)).toBe(true);
        expectClose(together.dataSync(), alone, { relative: 1e-4, absolute: 1e-4 }, "log p");
      });
      model.dispose();
    });

    it("loses no tensor", async () => {
      await expectNoLeak(() => {
        const model = create(seed(1));
        const x = draw(2, seed(2));
        model.logProb(x).dispose();
        x.dispose();
        model.dispose();
      });
    });

    it("says which shape came and which was expected", () => {
      const model = create(seed(1));
      tf.tidy(() => {
        const wrong = tf.zeros([2, ...eventShape, 2]);
        expect(() => model.logProb(wrong)).toThrow(`[${wrong.shape.join(", ")}]`);
      });
      model.dispose();
    });
  });
}
