import { beforeEach, describe, expect, it } from "vitest";
import { seed, type HasElbo } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectNoLeak } from "./leaks";
import { examplesOf, type LikelihoodFamily } from "./likelihoodFamily";
import { nativeOnly } from "./native";

/** What a model with a bound of its log-density owes: a number for each example and key. */
export function elboContract(name: string, family: LikelihoodFamily<HasElbo>): void {
  const { eventShape, create } = family;
  const draw = examplesOf(family);

  describe(`${name} has a bound of its log-density`, () => {
    beforeEach(nativeOnly);

    it("a finite number for each example; one key, one number", () => {
      const model = create(seed(1));
      tf.tidy(() => {
        const x = draw(4, seed(2));
        const first = model.elbo(x, seed(3));
        expect(first.shape).toEqual([4]);
        expect(first.dataSync().every(Number.isFinite)).toBe(true);
        expect(model.elbo(x, seed(3)).dataSync()).toEqual(first.dataSync());
        expect(model.elbo(x, seed(4)).dataSync()).not.toEqual(first.dataSync());
      });
      model.dispose();
    });

    it("loses no tensor", async () => {
      await expectNoLeak(() => {
        const model = create(seed(1));
        const x = draw(2, seed(2));
        model.elbo(x, seed(3)).dispose();
        x.dispose();
        model.dispose();
      });
    });

    it("says which shape came and which was expected", () => {
      const model = create(seed(1));
      tf.tidy(() => {
        const wrong = tf.zeros([2, ...eventShape, 2]);
        expect(() => model.elbo(wrong, seed(3))).toThrow(`[${wrong.shape.join(", ")}]`);
      });
      model.dispose();
    });
  });
}
