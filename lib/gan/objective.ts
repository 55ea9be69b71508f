import { requireInteger } from "../core/arguments";
import type { Examples } from "../core/examples";
import { keyTensor, randomNormal, randomUniform, type KeyTensor } from "../core/random";
import type { Rng } from "../core/rng";
import * as tf from "../core/tf";
import type { GroupedObjective } from "../train";
import { labelsOf, oneHotLabels } from "./classes";
import { ganLoss, type GanLoss } from "./losses";
import type { Networks, NetworkSizes } from "./network";
import { r1Penalty, requirePenalty, wganGpPenalty, type GradientPenalty } from "./penalties";

/** What is minimised. */
export interface GanObjectiveOptions {
  /** @default "non-saturating" */
  readonly loss?: GanLoss;
  /** What keeps the discriminator's slope in bounds. @default none */
  readonly penalty?: GradientPenalty;
  /** Updates of the discriminator before each of the generator. @default 1 */
  readonly discriminatorSteps?: number;
}

export interface ObjectiveParts extends Networks, NetworkSizes {
  readonly data: Examples;
  /** Examples of batch number 0, 1, 2, ... */
  readonly indices: (batch: number) => Uint32Array;
}

/** What one update of the discriminator sees; the generator's update has a noise key of its own. */
interface Batch {
  readonly real: tf.Tensor;
  /** Keys of z, and of the places between real and fake. */
  readonly noise: KeyTensor;
  readonly mix: KeyTensor;
  readonly classes?: tf.Tensor2D;
}

/** One-hot classes of the chosen examples, for networks that have classes. */
function chosenClasses(
  labels: ArrayLike<number> | undefined,
  chosen: Uint32Array,
  classes: number,
): tf.Tensor[] {
  if (!labels) return [];
  const rows = oneHotLabels(
    Array.from(chosen, (i) => labels[i]!),
    chosen.length,
    classes,
  );
  return [tf.tensor2d(rows!, [chosen.length, classes])];
}

/**
 * The losses of both networks; in a step the discriminator is updated `discriminatorSteps` times, each time with fresh
 * examples and fresh z, and then the generator once; Goodfellow et al. 2014, algorithm 1. Fakes are of the classes of the
 * real examples.
 * @throws RangeError for options out of range, or data without the labels that the networks need.
 */
export function createObjective(
  parts: ObjectiveParts,
  options: GanObjectiveOptions,
): Pick<GroupedObjective<"discriminator" | "generator">, "updates" | "inputs"> {
  const { generate, discriminate, latentDim, classes, data, indices } = parts;
  const { loss = "non-saturating", discriminatorSteps: count = 1 } = options;
  requireInteger("gan", "discriminatorSteps", count, 1);
  const { discriminator, generator } = ganLoss(loss);
  const penalty = options.penalty && requirePenalty(options.penalty);
  const labels = labelsOf(data, classes);
  const perUpdate = labels ? 4 : 3;

  const inputs = (step: number, rng: Rng): tf.Tensor[] => {
    const keys = rng.split(2 * count + 1);
    const updates = Array.from({ length: count }, (_, i) => {
      const chosen = indices(step * count + i);
      return [
        data.batch(chosen),
        keyTensor(keys[2 * i]!),
        keyTensor(keys[2 * i + 1]!),
        ...chosenClasses(labels, chosen, classes),
      ];
    });
    return [...updates.flat(), keyTensor(keys[2 * count]!)];
  };

  const batchOf = (all: readonly tf.Tensor[], update: number): Batch => {
    const [real, noise, mix, oneHot] = all.slice(perUpdate * update) as [
      tf.Tensor,
      KeyTensor,
      KeyTensor,
      tf.Tensor2D,
    ];
    return { real, noise, mix, ...(labels && { classes: oneHot }) };
  };

  const fakes = (noise: KeyTensor, { real, classes }: Batch): tf.Tensor =>
    generate(randomNormal<tf.Rank.R2>(noise, [real.shape[0]!, latentDim]), classes);

  const penaltyOf = ({ real, mix, classes }: Batch, fake: tf.Tensor): tf.Scalar => {
    const logits = (x: tf.Tensor) => discriminate(x, classes);
    const { kind, weight } = penalty!;
    if (kind === "r1") return r1Penalty(logits, real, weight);
    const u = randomUniform<tf.Rank.R1>(mix, [real.shape[0]!]);
    return wganGpPenalty(logits, { real, fake, u }, weight);
  };

  const discriminatorLoss = (batch: Batch): tf.Scalar =>
    tf.tidy(() => {
      const { real, noise, classes } = batch;
      const fake = fakes(noise, batch);
      const plain = discriminator(discriminate(real, classes), discriminate(fake, classes));
      return penalty ? plain.add<tf.Scalar>(penaltyOf(batch, fake)) : plain;
    });

  const generatorLoss = (batch: Batch, noise: KeyTensor): tf.Scalar =>
    tf.tidy(() => generator(discriminate(fakes(noise, batch), batch.classes)));

  return {
    inputs,
    updates: [
      ...Array.from({ length: count }, (_, i) => ({
        group: "discriminator" as const,
        loss: (...all: tf.Tensor[]) => discriminatorLoss(batchOf(all, i)),
      })),
      {
        group: "generator",
        loss: (...all) => generatorLoss(batchOf(all, count - 1), all.at(-1) as KeyTensor),
      },
    ],
  };
}
