import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import { lossAndGradients } from "../train";
import { labelsOf, oneHotLabels } from "./classes";
import type { Gan } from "./gan";
import { ganLoss, ganLosses, type GanLoss } from "./losses";
import { partOf } from "./part";

export interface DiagnosisOptions {
  /** Real examples, and as many fakes. */
  readonly n: number;
  readonly rng: Rng;
}

/** How the game stands. */
export interface Diagnosis {
  /** Share of real and fake examples, together, on whose side D > ½ is right; ½ is guessing. */
  readonly accuracy: number;
  /** Mean D(x) and mean D(G(z)). */
  readonly realProbability: number;
  readonly fakeProbability: number;
  /** Length of the gradient of the generator's loss for its weights, by loss. */
  readonly gradientNorm: Readonly<Record<GanLoss, number>>;
}

/**
 * Looks at both networks on `n` real examples, drawn without replacement, and `n` fakes.
 * @throws RangeError for more examples than there are, or data without labels that the model needs.
 */
export async function diagnose(
  gan: Gan,
  data: Examples,
  { n, rng }: DiagnosisOptions,
): Promise<Diagnosis> {
  requireInteger("diagnose", "n", n, 1, data.count);
  const { latentDim, classes } = gan.config;
  const chosen = rng.fold("examples").permutation(data.count).subarray(0, n);
  const labels = labelsOf(data, classes);
  const oneHot =
    labels &&
    oneHotLabels(
      Array.from(chosen, (i) => labels[i]!),
      n,
      classes,
    );
  const measured = tf.tidy(() => {
    const asked = oneHot && tf.tensor2d(oneHot, [n, classes]);
    const z = rng.fold("latents").normal<tf.Rank.R2>([n, latentDim]);
    const fakeLogits = () => gan.discriminate(gan.generate(z, asked), asked);
    const { variables } = partOf(gan.parameters, "generator");
    const norms = ganLosses.map((loss) => {
      const { gradients } = lossAndGradients(
        () => ganLoss(loss).generator(fakeLogits()),
        variables,
      );
      return tf.addN([...gradients.values()].map((g) => g.square().sum())).sqrt();
    });
    return {
      real: gan.discriminate(data.batch(chosen), asked),
      fake: fakeLogits(),
      norms: tf.stack(norms),
    };
  });
  const [real, fake, norms] = await Promise.all([
    measured.real.data<"float32">(),
    measured.fake.data<"float32">(),
    measured.norms.data<"float32">(),
  ]);
  tf.dispose(measured);
  const right = real.filter((l) => l > 0).length + fake.filter((l) => l < 0).length;
  return {
    accuracy: right / (2 * n),
    realProbability: meanProbability(real),
    fakeProbability: meanProbability(fake),
    gradientNorm: Object.fromEntries(ganLosses.map((loss, i) => [loss, norms[i]!])) as Record<
      GanLoss,
      number
    >,
  };
}

const meanProbability = (logits: Float32Array): number =>
  logits.reduce((sum, l) => sum + 1 / (1 + Math.exp(-l)), 0) / logits.length;
