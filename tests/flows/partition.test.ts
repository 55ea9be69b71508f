import { beforeEach, describe, expect, it } from "vitest";
import { seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { additiveCoupling, affineCoupling } from "../../lib/flows/coupling";
import { checkerboard, halves, masked } from "../../lib/flows/partition";
import { squeeze } from "../../lib/flows/squeeze";
import { expectClose } from "../contracts/close";
import { nativeOnly } from "../contracts/native";

beforeEach(nativeOnly);

const numbers = (x: tf.Tensor) => Array.from(x.dataSync(), (value) => value + 0); // no -0

describe("halves", () => {
  it.each([
    ["first", [1, 2, 3], [4, 5]],
    ["second", [4, 5], [1, 2, 3]],
  ] as const)("keeps the %s of five numbers", (kept, keptPart, movedPart) => {
    tf.tidy(() => {
      const { split, join, keptSize, movedSize } = halves([5], kept);
      const x = tf.tensor2d([[1, 2, 3, 4, 5]]);
      const [a, b] = split(x);
      expect([numbers(a), numbers(b)]).toEqual([keptPart, movedPart]);
      expect([keptSize, movedSize]).toEqual([keptPart.length, movedPart.length]);
      expect(numbers(join(a, b))).toEqual([1, 2, 3, 4, 5]);
    });
  });

  it("refuses a single number", () => {
    expect(() => halves([1])).toThrow("halves: length of the last axis=1");
  });
});

describe("masks", () => {
  it("keeps the even pixels of the checkerboard, or the odd ones, in all channels", () => {
    tf.tidy(() => {
      const ones = tf.ones([1, 2, 3, 2]);
      const kept = (half: "first" | "second") =>
        numbers(checkerboard([2, 3, 2], half).split(ones)[0]);
      expect(kept("first")).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
      expect(kept("second")).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
    });
  });

  it("is, after a squeeze, the mask of the channels' halves", () => {
    tf.tidy(() => {
      const x = seed(1).normal<tf.Rank.R4>([2, 4, 6, 1]);
      const { forward } = squeeze([4, 6, 1]);
      const [kept, moved] = checkerboard([4, 6, 1]).split(x);
      const zeros = tf.zeros([2, 2, 3, 2]);
      const [first, second] = halves([2, 3, 4]).split(forward(x).value);
      expect(numbers(forward(kept).value)).toEqual(numbers(tf.concat([first, zeros], -1)));
      expect(numbers(forward(moved).value)).toEqual(numbers(tf.concat([zeros, second], -1)));
    });
  });

  it("refuses a mask of another length or with other numbers", () => {
    expect(() => masked([3], [1, 0])).toThrow(
      "masked: a mask of 2 numbers for examples of 3; pass a 0 or 1 for each number.",
    );
    expect(() => masked([2], [1, 0.5])).toThrow("pass a 0 or 1");
    expect(() => checkerboard([4, 4])).toThrow("checkerboard: channels=0");
  });
});

describe("couplings", () => {
  it("are y = x exp(b tanh(raw/b)) + t where something is moved, with the sum of the log-scales", () => {
    tf.tidy(() => {
      // The conditioner is a table: raw log-scales, then shifts, made of the kept number k.
      const conditioner = (kept: tf.Tensor) => tf.concat([kept.mul(3), kept.add(10)], -1);
      const coupling = affineCoupling(halves([2]), conditioner, { maxLogScale: 1.5 });
      const { value, logDet } = coupling.forward(tf.tensor2d([[0.4, 2], [-1, 3]])); // prettier-ignore
      const expected = [[0.4, 2], [-1, 3]].map(([k, x]) => {
        const s = 1.5 * Math.tanh((3 * k!) / 1.5);
        return { y: x! * Math.exp(s) + k! + 10, s };
      }); // prettier-ignore
      const flat = expected.flatMap(({ y }, i) => [[0.4, -1][i]!, y]);
      expectClose(value.dataSync(), flat, { relative: 1e-6 });
      expectClose(logDet.dataSync(), expected.map(({ s }) => s), { relative: 1e-6 }); // prettier-ignore
    });
  });

  it("take any function for a conditioner, one that cannot be inverted as well", () => {
    tf.tidy(() => {
      const coupling = additiveCoupling(halves([2]), (kept) => kept.floor().square());
      const x = tf.tensor2d([[1.7, 5], [-0.2, 5]]); // prettier-ignore
      const { value, logDet } = coupling.forward(x);
      expectClose(value.dataSync(), [1.7, 6, -0.2, 6], { absolute: 1e-6 });
      expect(numbers(logDet)).toEqual([0, 0]);
      expectClose(coupling.inverse(value).value.dataSync(), x.dataSync(), { absolute: 1e-6 });
    });
  });

  it("keep log-scales within the bound however large the conditioner's numbers are", () => {
    tf.tidy(() => {
      const coupling = affineCoupling(halves([2]), () => tf.tensor2d([[1e4, 0], [-1e4, 0]])); // prettier-ignore
      const { logDet } = coupling.forward(tf.ones([2, 2]));
      expectClose(logDet.dataSync(), [2, -2], { absolute: 1e-6 });
    });
  });

  it("refuse a bound that is none", () => {
    expect(() => affineCoupling(halves([2]), (x) => x, { maxLogScale: 0 })).toThrow(
      "affineCoupling: maxLogScale=0",
    );
  });
});
