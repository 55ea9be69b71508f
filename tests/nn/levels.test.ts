import { beforeEach, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { levelOf, nearestLevel, valueOf } from "../../lib/nn";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

it("numbers the levels evenly from -1 to 1, and finds each again", () => {
  tf.tidy(() => {
    expect([...valueOf(tf.tensor1d([0, 1, 2]), 3).dataSync()]).toEqual([-1, 0, 1]);
    for (const levels of [2, 3, 256]) {
      const all = tf.range(0, levels);
      expect(levelOf(valueOf(all, levels), levels).dataSync()).toEqual(all.dataSync());
    }
  });
});

it("takes MNIST's bytes as they are scaled: byte/127.5 - 1 is level byte of 256", () => {
  tf.tidy(() => {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte);
    const x = tf.tensor1d(bytes.map((byte) => byte / 127.5 - 1));
    expect([...levelOf(x, 256).dataSync()]).toEqual(bytes);
  });
});

it("moves what lies between or outside to the nearest level", () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-3, -0.6, -0.4, 0.1, 0.9, 2]);
    expect([...nearestLevel(x, 3).dataSync()]).toEqual([-1, -1, 0, 0, 1, 1]);
  });
});
