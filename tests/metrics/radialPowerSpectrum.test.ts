import { describe, expect, it } from "vitest";
import { seed, type NdArray } from "../../lib/core";
import { radialPowerSpectrum } from "../../lib/metrics";
import { expectClose } from "../contracts/close";

/** One picture of side S from a function of row and column. */
const picture = (S: number, f: (h: number, w: number) => number): NdArray => ({
  shape: [1, S, S, 1],
  data: Float32Array.from({ length: S * S }, (_, i) => f(Math.floor(i / S), i % S)),
});

describe("radialPowerSpectrum", () => {
  it("puts a wave of 3 cycles across 12 pixels at radius 3, with S²/4 at each of its two places", () => {
    const { frequency, power, counts } = radialPowerSpectrum(
      picture(12, (h) => Math.cos((2 * Math.PI * 3 * h) / 12 + 0.4)),
    );
    expect([...frequency]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expectClose(
      power.map((p, r) => p * counts[r]!),
      [0, 0, 0, 2 * (12 / 2) ** 2, 0, 0, 0],
      { absolute: 1e-4 },
    );
  });

  it("puts a slanted wave at the length of its vector, and all of a constant at 0", () => {
    const slanted = radialPowerSpectrum(
      picture(10, (h, w) => Math.sin((2 * Math.PI * (3 * h - 4 * w)) / 10)),
    );
    expect(slanted.power.indexOf(Math.max(...slanted.power))).toBe(5);
    const flat = radialPowerSpectrum(picture(10, () => 0.5));
    expectClose(flat.power, [25, 0, 0, 0, 0, 0], { absolute: 1e-6 });
  });

  it("keeps Parseval's sum, where the corners hold nothing: wave by wave, over channels and pictures", () => {
    const S = 8;
    const waves = (h: number, w: number) =>
      0.3 + Math.cos((2 * Math.PI * h) / S) - 0.7 * Math.sin((2 * Math.PI * (h + 2 * w)) / S);
    const one = picture(S, waves).data;
    const data = new Float32Array(2 * 2 * S * S);
    one.forEach((x, i) =>
      [0, 1].forEach((c) =>
        [0, 1].forEach((n) => {
          data[(n * S * S + i) * 2 + c] = x * (1 + n + 2 * c);
        }),
      ),
    );
    const { power, counts } = radialPowerSpectrum({ data, shape: [2, S, S, 2] });
    const total = power.reduce((sum, p, r) => sum + p * counts[r]!, 0);
    const squares = data.reduce((sum, x) => sum + x * x, 0) / 4;
    expect(total / squares).toBeCloseTo(1, 5);
  });

  it("is flat for white noise: every radius within 5 standard errors of the variance", () => {
    const [n, S] = [64, 16];
    const noise = { data: seed(3).normalArray(n * S * S), shape: [n, S, S, 1] };
    const { power, counts } = radialPowerSpectrum(noise);
    power.forEach((p, r) => {
      // |F|² is exponential, the two of each pair ±(u, v) the same number: √2/√(n counts), or √2 for a real one
      const error = (r === 0 ? Math.SQRT2 : 2) / Math.sqrt(n * counts[r]!);
      expect(Math.abs(p - 1), `radius ${r}`).toBeLessThan(5 * error);
    });
  });

  it("falls faster for a blurred picture", () => {
    const S = 16;
    const sharp = picture(S, (h, w) => (h > 4 && h < 11 && w > 4 && w < 11 ? 1 : -1));
    const at = (h: number, w: number) => sharp.data[((h + S) % S) * S + ((w + S) % S)]!;
    const blurred = picture(S, (h, w) => (at(h - 1, w) + at(h, w) + at(h + 1, w)) / 3);
    const [a, b] = [radialPowerSpectrum(sharp).power, radialPowerSpectrum(blurred).power];
    expect(b[0]).toBeCloseTo(a[0]!, 3);
    expect(b[5]! / a[5]!).toBeLessThan(b[1]! / a[1]!);
  });

  it("says what is wrong with its input", () => {
    const wrong = { data: new Float32Array(6), shape: [1, 2, 3, 1] };
    expect(() => radialPowerSpectrum(wrong)).toThrow("[1, 2, 3, 1]");
    expect(() => radialPowerSpectrum({ data: new Float32Array(0), shape: [0, 4, 4, 1] })).toThrow(
      "number of pictures=0",
    );
    expect(() => radialPowerSpectrum(picture(4, () => NaN))).toThrow("NaN");
  });
});
