import { beforeEach, describe, expect, it } from "vitest";
import { keyTensor, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { dropout } from "../../lib/nn";
import { expectClose } from "../contracts/close";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

describe("dropout", () => {
  /** False-alarm rate: 6e-5 (4 standard errors). */
  it("drops the share that is asked for and scales the others, gradient included", () => {
    tf.tidy(() => {
      const n = 10_000;
      const x = tf.fill([n], 3);
      const f = (x: tf.Tensor) => dropout(x, 0.25, keyTensor(seed(1)));
      const found = f(x).dataSync();
      const dropped = found.filter((value) => value === 0).length / n;
      expect(Math.abs(dropped - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / n));
      const kept = Array.from(found, (value) => (value === 0 ? 0 : 1));
      expectClose(
        found,
        kept.map((k) => (3 * k) / 0.75),
        { absolute: 1e-5 },
      );
      expectClose(
        tf.grad(f)(x).dataSync(),
        kept.map((k) => k / 0.75),
        { absolute: 1e-5 },
      );
    });
  });

  it("has one mask for a key and another for another; rate 0 keeps everything", () => {
    tf.tidy(() => {
      const x = tf.ones([50]);
      const at = (key: number, rate = 0.5) => dropout(x, rate, keyTensor(seed(key))).dataSync();
      expect(at(1)).toEqual(at(1));
      expect(at(1)).not.toEqual(at(2));
      expect(at(1, 0)).toEqual(x.dataSync());
    });
  });

  it("refuses rates outside [0, 1), and leaves nothing behind but its result", async () => {
    const [x, key] = [tf.ones([4]), keyTensor(seed(1))];
    await expectNoLeak(() => dropout(x, 0.5, key));
    await expectNoLeak(() => {
      expect(() => dropout(x, 1, key)).toThrow("dropout: dropout=1 would drop everything");
      expect(() => dropout(x, -0.1, key)).toThrow(
        "dropout: dropout=-0.1; expected a finite number",
      );
    });
    tf.dispose([x, key]);
  });
});
