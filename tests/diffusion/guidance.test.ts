import { beforeEach, describe, expect, it } from "vitest";
import * as tf from "../../lib/core/tf";
import { guidanceScale, guided, rescaleGuidance } from "../../lib/diffusion";
import { expectClose } from "../contracts/close";
import { golden, tensorOf, type GoldenArray } from "../contracts/golden";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";

const torch =
  golden<Record<"conditional" | "unconditional" | "guided" | "rescaled", GoldenArray>>("guidance");
const close = { absolute: 1e-5, relative: 1e-5 };
const std = (x: ArrayLike<number>) => {
  const mean = Array.from(x).reduce((a, b) => a + b, 0) / x.length;
  return Math.sqrt(Array.from(x).reduce((s, v) => s + (v - mean) ** 2, 0) / (x.length - 1));
};

beforeEach(nativeOnly);

describe("guided", () => {
  it("is PyTorch's, with the scale in either convention: s = 1 + w", () => {
    expect(guidanceScale({ scale: 3.5 })).toBe(3.5);
    expect(guidanceScale({ scale: 3.5, convention: "scale" })).toBe(3.5);
    expect(guidanceScale({ scale: 2.5, convention: "weight" })).toBe(3.5);
    tf.tidy(() => {
      const [c, u] = [tensorOf(torch.conditional), tensorOf(torch.unconditional)];
      expectClose(guided(c, u, 3.5).dataSync(), torch.guided.data, close);
      const w = 2.5; // the paper's own form
      const paper = c.mul(1 + w).sub(u.mul(w));
      const scale = guidanceScale({ scale: w, convention: "weight" });
      expectClose(guided(c, u, scale).dataSync(), paper.dataSync(), close);
    });
  });

  it("gives the conditional model at s = 1, w = 0, and the unconditional at s = 0, w = -1", () => {
    tf.tidy(() => {
      const [c, u] = [tensorOf(torch.conditional), tensorOf(torch.unconditional)];
      const at = (scale: number, convention: "scale" | "weight") =>
        guided(c, u, guidanceScale({ scale, convention })).dataSync();
      for (const found of [at(1, "scale"), at(0, "weight")])
        expectClose(found, c.dataSync(), close);
      for (const found of [at(0, "scale"), at(-1, "weight")]) {
        expectClose(found, u.dataSync(), close);
      }
    });
  });

  it("refuses a convention that there is none of, a scale that is no number, and two shapes", () => {
    expect(() => guidanceScale({ scale: 1, convention: "cfg" as "scale" })).toThrow(
      'guidance: convention=cfg; pass "scale" for u + s (c - u) or "weight" for (1 + w) c - w u.',
    );
    expect(() => guidanceScale({ scale: NaN })).toThrow("guidance: scale=NaN");
    tf.tidy(() => {
      expect(() => guided(tf.zeros([2, 3]), tf.zeros([2, 4]), 2)).toThrow(
        "guidance: unconditional has shape [2, 4]; expected [2, 3].",
      );
    });
  });
});

describe("rescaleGuidance", () => {
  it("is PyTorch's with φ = 0.7", () => {
    tf.tidy(() => {
      const [g, c] = [tensorOf(torch.guided), tensorOf(torch.conditional)];
      expectClose(rescaleGuidance(g, c, 0.7).dataSync(), torch.rescaled.data, close);
    });
  });

  it("gives each example the conditional deviation at φ = 1, and changes nothing at φ = 0", () => {
    tf.tidy(() => {
      const [g, c] = [tensorOf(torch.guided), tensorOf(torch.conditional)];
      expectClose(rescaleGuidance(g, c, 0).dataSync(), torch.guided.data, close);
      const full = rescaleGuidance(g, c, 1).dataSync();
      for (let i = 0; i < 3; i++) {
        const at = (x: ArrayLike<number>) => Array.from(x).slice(32 * i, 32 * (i + 1));
        expect(std(at(full))).toBeCloseTo(std(at(torch.conditional.data)), 5);
      }
    });
  });

  it("keeps examples apart: one that is guided far leaves the others alone", () => {
    tf.tidy(() => {
      const c = tf.tensor2d([1, -1, 2, 0, 3, 5], [2, 3]);
      const g = tf.tensor2d([10, -10, 20, 0, 3, 5], [2, 3]);
      const found = rescaleGuidance(g, c, 1).dataSync();
      expectClose(found, [1, -1, 2, 0, 3, 5], { absolute: 1e-5 });
    });
  });

  it("leaves a prediction of 0 everywhere, such as a fresh network's, at 0", () => {
    tf.tidy(() => {
      const nothing = tf.zeros([2, 3]);
      for (const phi of [0, 0.7]) {
        expect([...rescaleGuidance(nothing, nothing, phi).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
      }
    });
  });

  it("needs two numbers in an example", () => {
    tf.tidy(() => {
      expect(() => rescaleGuidance(tf.zeros([2, 1]), tf.zeros([2, 1]), 1)).toThrow(
        "guidance: 1 number in each example; rescaling needs a deviation of at least 2.",
      );
    });
  });

  it("leaves nothing behind but its result", async () => {
    const [g, c] = [tensorOf(torch.guided), tensorOf(torch.conditional)];
    await expectNoLeak(() => rescaleGuidance(g, c, 0.5));
    await expectNoLeak(() => guided(g, c, 0.5));
    tf.dispose([g, c]);
  });
});
