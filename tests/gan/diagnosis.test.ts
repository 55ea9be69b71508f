import { beforeEach, describe, expect, it } from "vitest";
import { seed, type Examples } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { createGan, diagnose, ganLoss, ganLosses } from "../../lib/gan";
import { expectNoLeak } from "../contracts/leaks";
import { nativeOnly } from "../contracts/native";
import { noiseExamples } from "../contracts/noiseExamples";

beforeEach(nativeOnly);

const create = () => createGan({ network: { dim: 2, width: 8, depth: 1 }, latentDim: 3 }, seed(1));
/** Far from what a fresh generator makes. */
const far: Examples = {
  ...noiseExamples(64, [2]),
  id: "far",
  batch: (indices) => tf.tidy(() => seed(5).normal([indices.length, 2]).mul(0.1).add(4)),
};

describe("diagnose", () => {
  it("counts on whose side the discriminator is right", async () => {
    const gan = create();
    const { judge, sample } = gan;
    const found = await diagnose(gan, far, { n: 64, rng: seed(3) });
    const x = far.batch(new Uint32Array(64));
    const real = await judge({
      data: Float32Array.from(await x.data<"float32">()),
      shape: [64, 2],
    });
    x.dispose();
    const fake = await judge(await sample(64, { rng: seed(3) }));
    const right = [...real].filter((l) => l > 0).length + [...fake].filter((l) => l < 0).length;
    expect(found.accuracy).toBeCloseTo(right / 128, 10);
    const mean = (logits: Float32Array) =>
      logits.reduce((sum, l) => sum + 1 / (1 + Math.exp(-l)), 0) / 64;
    expect(found.realProbability).toBeCloseTo(mean(real), 5);
    expect(found.fakeProbability).toBeCloseTo(mean(fake), 5);
    gan.dispose();
  });

  it("finds that a saturating gradient dies with a discriminator that is right, and the other does not", async () => {
    const gan = create();
    const options = { n: 64, rng: seed(3) };
    const before = await diagnose(gan, far, options);
    await gan.fit(far, {
      steps: 300,
      batchSize: 32,
      rng: seed(2),
      generator: { learningRate: 0, emaDecay: 0 },
      discriminator: { learningRate: 0.02 },
    });
    const after = await diagnose(gan, far, options);
    expect(after.accuracy).toBe(1);
    expect(after.gradientNorm.saturating).toBeLessThan(0.05 * before.gradientNorm.saturating);
    expect(after.gradientNorm["non-saturating"]).toBeGreaterThan(
      before.gradientNorm["non-saturating"],
    );
    gan.dispose();
  });

  it("measures the gradient's length: a step against it lowers the loss by rate · length²", async () => {
    const gan = create();
    const z = seed(3).fold("latents").normal<tf.Rank.R2>([64, 3]);
    const { gradientNorm } = await diagnose(gan, far, { n: 64, rng: seed(3) });
    for (const loss of ganLosses) {
      tf.tidy(() => {
        const value = () => ganLoss(loss).generator(gan.discriminate(gan.generate(z)));
        const variables = [...gan.parameters.variables.values()];
        const { grads } = tf.variableGrads(value, variables);
        const own = [...gan.parameters.variables].filter(([name]) => name.startsWith("generator."));
        const start = own.map(([, variable]) => variable.clone());
        const at = (rate: number) => {
          own.forEach(([, v], i) => v.assign(start[i]!.sub(grads[v.name]!.mul(rate))));
          return value().dataSync()[0]!;
        };
        const slope = (at(-0.01) - at(0.01)) / 0.02;
        at(0);
        expect(gradientNorm[loss] ** 2 / slope).toBeCloseTo(1, 1);
      });
    }
    z.dispose();
    gan.dispose();
  });

  it("leaves no tensor behind, and refuses more examples than there are", async () => {
    const gan = create();
    await expectNoLeak(() => diagnose(gan, far, { n: 8, rng: seed(1) }).then(() => undefined));
    await expect(diagnose(gan, far, { n: 65, rng: seed(1) })).rejects.toThrow("n=65");
    gan.dispose();
  });
});
