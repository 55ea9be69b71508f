import { beforeAll, describe, expect, it } from "vitest";
import type { NdArray } from "../../lib/core/ndarray";
import { seed } from "../../lib/core/rng";
import {
  corrupt,
  corruptionAmounts,
  corruptionNames,
  corruptionStrengths,
  loadMnist,
  type CorruptionName,
  type CorruptionStrength,
} from "../../lib/datasets";
import { blackRectangles } from "../../lib/datasets/corruptions/blackRectangles";
import { contamination } from "../../lib/datasets/corruptions/contamination";
import { gaussianBlur } from "../../lib/datasets/corruptions/gaussianBlur";
import { gaussianNoise } from "../../lib/datasets/corruptions/gaussianNoise";
import { saltAndPepper } from "../../lib/datasets/corruptions/saltAndPepper";
import { swirl } from "../../lib/datasets/corruptions/swirl";
import { golden, type GoldenArray } from "../contracts/golden";
import { KOLMOGOROV_LIMIT, kolmogorov, mean, normalCdf } from "../contracts/statistics";

const filled = (value: number, ...shape: number[]): NdArray => ({
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value),
  shape,
});
const changed = (a: NdArray, b: NdArray): number[] =>
  [...a.data.keys()].filter((i) => a.data[i] !== b.data[i]);
const expectClose = (got: NdArray, wanted: ArrayLike<number>, tolerance: number) => {
  const worst = got.data.reduce((most, x, i) => Math.max(most, Math.abs(x - wanted[i]!)), 0);
  expect(worst).toBeLessThan(tolerance);
};

/** Equal to the bit; `toEqual` takes seconds for so many numbers. */
const expectSame = (got: NdArray, wanted: NdArray) => {
  expect(got.shape).toEqual(wanted.shape);
  expect(changed(got, wanted)).toHaveLength(0);
};

let digits: NdArray; // [200,28,28,1]
beforeAll(async () => {
  const { images } = await loadMnist({ split: "test", limit: 200 });
  digits = { data: Float32Array.from(images, (byte) => byte / 127.5 - 1), shape: [200, 28, 28, 1] };
});

describe.each([...corruptionNames])("%s", (kind) => {
  const at = (strength: CorruptionStrength, key = 1) =>
    corrupt(digits, { kind, strength }, seed(key));

  it("moves the pictures further away with each strength, within [-1, 1]", () => {
    const distances = corruptionStrengths.map((strength) => {
      const { data, shape } = at(strength);
      expect(shape).toEqual(digits.shape);
      expect(data.every((x) => x >= -1 && x <= 1)).toBe(true);
      return mean(data.map((x, i) => (x - digits.data[i]!) ** 2));
    });
    expect(distances[0]).toBeGreaterThan(0);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(new Set(distances).size).toBe(5);
  });

  it("is the same for the same key, and leaves its input alone", () => {
    const before = { ...digits, data: digits.data.slice() };
    const first = at(3);
    expectSame(at(3), first);
    expectSame(digits, before);
    expect(first.data.buffer).not.toBe(digits.data.buffer);
    const drawsNothing = kind === "gaussianBlur" || kind === "swirl";
    expect(changed(at(3, 2), first).length > 0).toBe(!drawsNothing);
  });

  it("has five rising amounts", () => {
    const amounts = corruptionAmounts[kind];
    expect(amounts).toHaveLength(5);
    expect(amounts.every((amount, i) => amount > (amounts[i - 1] ?? 0))).toBe(true);
  });

  it("takes no pictures at all as well as many", () => {
    const none = filled(0, 0, 28, 28, 1);
    expect(corrupt(none, { kind, strength: 5 }, seed(1))).toEqual(none);
  });

  it.each([
    [filled(0, 28, 28), "images has shape [28, 28]; expected [any, any, any, any]."],
    [{ data: new Float32Array(3), shape: [1, 2, 2, 1] }, "images holds 3 numbers; its shape"],
    [filled(255, 2, 4, 4, 1), "picture 0 holds 255; expected values from -1 (black) to 1"],
    [filled(NaN, 2, 4, 4, 1), "picture 0 holds NaN"],
  ])("refuses other pictures", (images, message) => {
    expect(() => corrupt(images, { kind, strength: 1 }, seed(1))).toThrow(`${kind}: ${message}`);
  });
});

describe("gaussianNoise", () => {
  /** Kolmogorov-Smirnov at a false-alarm rate of 1e-4. */
  it("adds α z to (1 - α) x, clipped, with the same z for all α", () => {
    const grey = filled(0.5, 1, 100, 100, 1);
    const z = gaussianNoise(grey, 0.1, seed(2)).data.map((y) => (y - 0.45) / 0.1);
    expect(kolmogorov(z, normalCdf)).toBeLessThan(KOLMOGOROV_LIMIT);
    const twice = gaussianNoise(grey, 0.2, seed(2));
    const wanted = z.map((value) => Math.min(1, Math.max(-1, 0.8 * 0.5 + 0.2 * value)));
    expectClose(twice, wanted, 1e-5);
    expectSame(gaussianNoise(digits, 0, seed(2)), digits);
  });
});

describe("gaussianBlur", () => {
  /** Three white pixels in the middle of a black picture. */
  const blobs = (): NdArray => {
    const picture = filled(-1, 1, 41, 41, 1);
    for (const i of [20 * 41 + 20, 20 * 41 + 21, 23 * 41 + 18]) picture.data[i] = 1;
    return picture;
  };

  it("keeps a constant picture, borders included, and the sum of a blob that lies inside", () => {
    expectClose(gaussianBlur(filled(0.3, 1, 9, 7, 3), 2), filled(0.3, 1, 9, 7, 3).data, 1e-6);
    const blob = blobs();
    const blurred = gaussianBlur(blob, 3);
    expect(mean(blurred.data)).toBeCloseTo(mean(blob.data), 6);
    expect(Math.max(...blurred.data)).toBeLessThan(-0.8);
  });

  it("with σ = 0 changes nothing; twice it is once with √2 σ", () => {
    expectSame(gaussianBlur(digits, 0), digits);
    const twice = gaussianBlur(gaussianBlur(blobs(), 2), 2); // away from the border
    expectClose(twice, gaussianBlur(blobs(), 2 * Math.SQRT2).data, 1e-4);
  });
});

describe("blackRectangles", () => {
  it("one covers share² of the picture, a rectangle of the right sides inside it", () => {
    const white = filled(1, 50, 20, 40, 2);
    const { data } = blackRectangles(white, 0.25, seed(3), 1);
    for (let picture = 0; picture < 50; picture++) {
      const black = [...data.subarray(picture * 1600, (picture + 1) * 1600).keys()].filter(
        (i) => data[picture * 1600 + i] === -1,
      );
      expect(black.length).toBe(5 * 10 * 2);
      const rows = new Set(black.map((i) => Math.floor(i / 80)));
      const columns = new Set(black.map((i) => Math.floor(i / 2) % 40));
      expect([rows.size, columns.size]).toEqual([5, 10]);
    }
  });

  it("larger ones cover the smaller; none or no side changes nothing; the whole side covers all", () => {
    const white = filled(1, 20, 28, 28, 1);
    const small = changed(blackRectangles(white, 0.2, seed(3)), white);
    const large = new Set(changed(blackRectangles(white, 0.4, seed(3)), white));
    expect(small.every((i) => large.has(i))).toBe(true);
    expect(large.size).toBeGreaterThan(small.length);
    expectSame(blackRectangles(white, 0.5, seed(3), 0), white);
    expectSame(blackRectangles(white, 0, seed(3)), white);
    expectSame(blackRectangles(white, 1, seed(3)), filled(-1, 20, 28, 28, 1));
  });

  /** Places are uniform on 0, ..., 24: z of the mean row, at a false-alarm rate of 1e-4. */
  it("lie anywhere", () => {
    const n = 400;
    const { data } = blackRectangles(filled(1, n, 28, 28, 1), 4 / 28, seed(4), 1);
    const tops = Array.from({ length: n }, (_, i) =>
      Math.floor(data.subarray(i * 784, (i + 1) * 784).indexOf(-1) / 28),
    );
    const z = (mean(tops) - 12) / Math.sqrt((25 ** 2 - 1) / 12 / n);
    expect(Math.abs(z)).toBeLessThan(3.9);
    expect([Math.min(...tops), Math.max(...tops)]).toEqual([0, 24]);
  });
});

describe("swirl", () => {
  it("by no angle is the identity, and keeps a constant picture and the centre", () => {
    expectClose(swirl(digits, 0), digits.data, 1e-6);
    expectClose(swirl(filled(-0.2, 1, 9, 12, 2), 4), filled(-0.2, 1, 9, 12, 2).data, 1e-6);
    const point = filled(-1, 1, 9, 9, 1);
    point.data[4 * 9 + 4] = 1;
    expect(swirl(point, 5).data[4 * 9 + 4]).toBeCloseTo(1, 6);
  });

  it("turns back by the opposite angle of the mirrored picture", () => {
    const mirrored = ({ data, shape }: NdArray): NdArray => ({
      data: data.map((_, i) => data[28 * Math.floor(i / 28) + 27 - (i % 28)]!),
      shape,
    });
    expectClose(mirrored(swirl(mirrored(digits), 2)), swirl(digits, -2).data, 1e-5);
  });
});

describe("saltAndPepper", () => {
  /** Binomial counts within 3.9 standard deviations: a false-alarm rate of 1e-4 each. */
  it("sets the stated share of pixels, half of them black, all channels alike", () => {
    const pixels = 100 * 100;
    const { data } = saltAndPepper(filled(0, 1, 100, 100, 3), 0.2, seed(5));
    const counts = { black: 0, white: 0, mixed: 0 };
    for (let i = 0; i < pixels; i++) {
      const [r, g, b] = data.subarray(3 * i, 3 * i + 3);
      if (r !== g || r !== b) counts.mixed++;
      if (r === -1) counts.black++;
      if (r === 1) counts.white++;
    }
    const set = counts.black + counts.white;
    expect(counts.mixed).toBe(0);
    expect(Math.abs(set - 0.2 * pixels)).toBeLessThan(3.9 * Math.sqrt(0.16 * pixels));
    expect(Math.abs(counts.white - set / 2)).toBeLessThan(3.9 * Math.sqrt(set / 4));
  });

  it("with a larger share sets the same pixels to the same colours and more", () => {
    const grey = filled(0, 4, 28, 28, 1);
    const [few, many] = [0.1, 0.3].map((share) => saltAndPepper(grey, share, seed(5)));
    for (const i of changed(few!, grey)) expect(many!.data[i]).toBe(few!.data[i]);
    expectSame(saltAndPepper(grey, 0, seed(5)), grey);
    expect(changed(saltAndPepper(grey, 1, seed(5)), grey)).toHaveLength(4 * 784);
  });
});

describe("contamination", () => {
  const strangers = (share: number) => {
    const { data } = contamination(digits, share, seed(6));
    return [...Array(200).keys()].filter((i) =>
      data.subarray(i * 784, (i + 1) * 784).some((x, j) => x !== digits.data[i * 784 + j]),
    );
  };

  it("mirrors the stated share at the diagonal, of larger shares the same and more", () => {
    const [few, many] = [strangers(0.1), strangers(0.5)];
    expect([few.length, many.length, strangers(0).length]).toEqual([20, 100, 0]);
    expect(few.every((i) => many.includes(i))).toBe(true);
    const { data } = contamination(digits, 0.1, seed(6));
    const wrong = few.filter((i) =>
      Array.from({ length: 784 }, (_, j) => [Math.floor(j / 28), j % 28] as const).some(
        ([y, x]) => data[i * 784 + y * 28 + x] !== digits.data[i * 784 + x * 28 + y],
      ),
    );
    expect(wrong).toEqual([]);
    const all = contamination(digits, 1, seed(6));
    expectSame(contamination(all, 1, seed(7)), digits);
  });

  it("keeps channels together and refuses pictures that are not square", () => {
    const colours = {
      data: Float32Array.from([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
      shape: [1, 2, 2, 2],
    };
    const wanted = Float32Array.from([0, 0.1, 0.4, 0.5, 0.2, 0.3, 0.6, 0.7]);
    expect(contamination(colours, 1, seed(6)).data).toEqual(wanted);
    expect(() => contamination(filled(0, 1, 4, 6, 1), 1, seed(6))).toThrow(
      "contamination: pictures of 4 x 6; strangers are mirrored at the diagonal, so pass square ones.",
    );
  });
});

describe("golden values", () => {
  const values = golden<{
    images: GoldenArray;
    blur: { sigma: number; result: GoldenArray }[];
    swirl: { angle: number; result: GoldenArray }[];
  }>("corruptions");
  const images = { data: Float32Array.from(values.images.data), shape: values.images.shape };

  it.each(values.blur)("of SciPy's gaussian_filter, σ = $sigma", ({ sigma, result }) => {
    expectClose(gaussianBlur(images, sigma), result.data, 1e-6);
  });

  it.each(values.swirl)("of scikit-image's swirl by $angle", ({ angle, result }) => {
    expectClose(swirl(images, angle), result.data, 1e-6);
  });
});

describe("what is refused", () => {
  const grey = filled(0, 1, 4, 4, 1);
  it.each([
    [
      () => gaussianNoise(grey, 1.5, seed(1)),
      "gaussianNoise: alpha=1.5; expected a finite number from 0 to 1.",
    ],
    [
      () => gaussianBlur(grey, -1),
      "gaussianBlur: sigma=-1; expected a finite number of at least 0.",
    ],
    [() => blackRectangles(grey, 2, seed(1)), "blackRectangles: share=2; expected"],
    [() => blackRectangles(grey, 1, seed(1), 0.5), "blackRectangles: count=0.5 is not an integer"],
    [() => swirl(grey, NaN), "swirl: angle=NaN; expected a finite number."],
    [() => saltAndPepper(grey, -0.1, seed(1)), "saltAndPepper: share=-0.1; expected"],
    [() => contamination(grey, 1.1, seed(1)), "contamination: share=1.1; expected"],
    [
      () => corrupt(grey, { kind: "rain" as CorruptionName, strength: 1 }, seed(1)),
      "corrupt: no corruption 'rain'; pass one of gaussianNoise, gaussianBlur, ",
    ],
    [
      () => corrupt(grey, { kind: "swirl", strength: 6 as CorruptionStrength }, seed(1)),
      "corrupt: strength=6; pass 1, 2, 3, 4 or 5.",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
