import { beforeEach, describe, expect, it } from "vitest";
import { keyTensor, seed } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { Parameters } from "../../../lib/nn";
import { codebookDefaults, createCodebook, quantise, type CodebookConfig } from "../../../lib/vae";
import { expectClose } from "../../contracts/close";
import { expectNoLeak } from "../../contracts/leaks";
import { nativeOnly } from "../../contracts/native";

/** A codebook of given vectors, and what it holds. */
function codebookOf(vectors: number[][], options: CodebookConfig = {}) {
  const parameters = new Parameters(seed(1));
  const [codes, codeDim] = [vectors.length, vectors[0]!.length];
  const codebook = createCodebook(
    parameters.in("codebook"),
    codebookDefaults({ codes, codeDim, ...options }),
  );
  const buffer = (name: string) => parameters.buffers.get(`codebook.${name}`)!;
  tf.tidy(() => {
    buffer("vectors").assign(tf.tensor2d(vectors));
    buffer("shares").assign(tf.fill([codes], 1 / codes));
    buffer("sums").assign(tf.tensor2d(vectors).div(codes));
  });
  return { codebook, parameters, read: (name: string) => [...buffer(name).dataSync()] };
}

describe("createCodebook", () => {
  beforeEach(nativeOnly);

  it("finds the nearest vector, and looks it up", () => {
    const { codebook, parameters } = codebookOf([
      [0, 0],
      [1, 1],
      [-2, 0],
    ]);
    tf.tidy(() => {
      const z = tf.tensor2d([
        [0.4, 0.4],
        [0.6, 0.6],
        [-1.1, 0],
        [5, 5],
      ]);
      const codes = codebook.nearest(z);
      expect([...codes.dataSync()]).toEqual([0, 1, 2, 1]);
      expect([...codebook.lookUp(codes).dataSync()]).toEqual([0, 0, 1, 1, -2, 0, 1, 1]);
    });
    parameters.dispose();
  });

  it("moves vectors to the average of what they stand for, as the formulas say", () => {
    const { codebook, parameters, read } = codebookOf([[0], [10]], { decay: 0.9, deadBelow: 0 });
    const key = keyTensor(seed(1));
    tf.tidy(() => {
      const z = tf.tensor2d([[1], [2], [3], [9]]);
      codebook.follow(z, codebook.nearest(z), key);
    });
    key.dispose();
    // N ← 0.9 N + 0.1 n/4, m ← 0.9 m + 0.1 Σ z/4, e = m/N
    const N = [0.45 + 0.075, 0.45 + 0.025];
    const m = [0.1 * 1.5, 0.9 * 5 + 0.1 * 2.25];
    expectClose(read("shares"), N, { relative: 1e-6 });
    expectClose(read("sums"), m, { relative: 1e-6 });
    expectClose(
      read("vectors"),
      m.map((sum, k) => sum / N[k]!),
      { relative: 1e-5 },
    );
    parameters.dispose();
  });

  it("finds, update by update, the means of two clusters", () => {
    const { codebook, parameters, read } = codebookOf([[-0.1], [0.1]], { decay: 0.8 });
    for (let step = 0; step < 60; step++) {
      const key = keyTensor(seed(step));
      tf.tidy(() => {
        const noise = seed(100 + step)
          .normal<tf.Rank.R2>([64, 1])
          .mul(0.1);
        const centres = tf.range(0, 64).mod(2).mul(6).sub(3).reshape([64, 1]); // -3, 3
        const z = centres.add<tf.Tensor2D>(noise);
        codebook.follow(z, codebook.nearest(z), key);
      });
      key.dispose();
    }
    expectClose(read("vectors"), [-3, 3], { absolute: 0.03 });
    parameters.dispose();
  });

  it("puts a dead code onto one of the vectors it was shown, with an even share", () => {
    const { codebook, parameters, read } = codebookOf([[0], [1], [99]], {
      decay: 0.5,
      deadBelow: 0.6,
    });
    const key = keyTensor(seed(3));
    const z = tf.tensor2d([[0.2], [0.4], [0.8], [1.2]]);
    tf.tidy(() => codebook.follow(z, codebook.nearest(z), key));
    const [first, , revived] = read("vectors");
    expect([0.2, 0.4, 0.8, 1.2].some((value) => Math.abs(value - revived!) < 1e-4)).toBe(true);
    expect(read("shares")[2]).toBeCloseTo(1 / 3, 6);
    expect(first).toBeCloseTo((0.5 * 0 + (0.5 * 0.6) / 4) / (0.5 / 3 + 0.5 / 2), 4);
    tf.dispose([key, z]);
    parameters.dispose();
  });

  it("starts on the vectors of its first batch", () => {
    const parameters = new Parameters(seed(1));
    const codebook = createCodebook(
      parameters.in("codebook"),
      codebookDefaults({ codes: 8, codeDim: 1 }),
    );
    const key = keyTensor(seed(2));
    tf.tidy(() => {
      const z = tf.range(0, 32).mul(0.1).add<tf.Tensor2D>(50).reshape<tf.Tensor2D>([32, 1]);
      codebook.follow(z, codebook.nearest(z), key);
    });
    const vectors = [...parameters.buffers.get("codebook.vectors")!.dataSync()];
    expect(vectors.every((v) => v > 49.99 && v < 53.2)).toBe(true);
    expect(new Set(vectors).size).toBeGreaterThan(4);
    key.dispose();
    parameters.dispose();
  });

  it("says which size or share is none, and loses no tensor", async () => {
    expect(() => codebookDefaults({ codes: 1 })).toThrow("vqVae: codes=1");
    expect(() => codebookDefaults({ codeDim: 0 })).toThrow("vqVae: codeDim=0");
    expect(() => codebookDefaults({ decay: 2 })).toThrow("vqVae: decay=2");
    expect(() => codebookDefaults({ deadBelow: -1 })).toThrow("vqVae: deadBelow=-1");
    await expectNoLeak(() => {
      const { codebook, parameters } = codebookOf([[0], [1]]);
      const key = keyTensor(seed(3));
      const z = tf.tensor2d([[0.2], [0.4]]);
      const codes = codebook.nearest(z);
      const wrong = tf.zeros<tf.Rank.R2>([2, 3]);
      expect(() => codebook.nearest(wrong)).toThrow("codebook: z has shape [2, 3]");
      codebook.follow(z, codes, key);
      tf.dispose([z, key, codes, wrong]);
      parameters.dispose();
    });
  });
});

describe("quantise", () => {
  beforeEach(nativeOnly);

  it("hands the decoder the code and the encoder the decoder's gradient", () => {
    const { codebook, parameters } = codebookOf([
      [0, 0],
      [1, 1],
    ]);
    tf.tidy(() => {
      const z = tf.tensor2d([
        [0.2, 0.1],
        [0.9, 0.7],
      ]);
      const { passed, fixed } = quantise(codebook, z);
      expect([...passed.dataSync()]).toEqual([0, 0, 1, 1]);
      expect(fixed.dataSync()).toEqual(passed.dataSync());
      const through = (name: "passed" | "fixed") => {
        const chosen = (z: tf.Tensor): tf.Tensor => quantise(codebook, z as tf.Tensor2D)[name];
        return tf.grad((z) => chosen(z).add(2).square().sum())(z);
      };
      // d Σ (q + 2)² / dq = 2 (q + 2), at q and not at z
      expect([...through("passed").dataSync()]).toEqual([4, 4, 6, 6]);
      expect([...through("fixed").dataSync()]).toEqual([0, 0, 0, 0]);
    });
    parameters.dispose();
  });

  it("pulls the encoder to its code by twice the distance", () => {
    const { codebook, parameters } = codebookOf([[0], [1]]);
    tf.tidy(() => {
      const z = tf.tensor2d([[0.2], [0.7]]);
      const commitment = (z: tf.Tensor) =>
        z
          .sub(quantise(codebook, z as tf.Tensor2D).fixed)
          .square()
          .sum();
      expectClose(tf.grad(commitment)(z).dataSync(), [0.4, -0.6], { relative: 1e-5 });
    });
    parameters.dispose();
  });
});
