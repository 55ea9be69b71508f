import type { NdArray } from "../../core/ndarray";
import type { Rng } from "../../core/rng";
import { blackRectangles } from "./blackRectangles";
import { contamination } from "./contamination";
import { gaussianBlur } from "./gaussianBlur";
import { gaussianNoise } from "./gaussianNoise";
import { saltAndPepper } from "./saltAndPepper";
import { swirl } from "./swirl";

export const corruptionNames = [
  "gaussianNoise",
  "gaussianBlur",
  "blackRectangles",
  "swirl",
  "saltAndPepper",
  "contamination",
] as const;

/** Ways to spoil pictures step by step. */
export type CorruptionName = (typeof corruptionNames)[number];

export const corruptionStrengths = [1, 2, 3, 4, 5] as const;

/** 1 can just be seen, 5 leaves little. */
export type CorruptionStrength = (typeof corruptionStrengths)[number];

/** What the strengths 1 to 5 stand for: the amount that each corruption takes, see `corrupt`. */
export const corruptionAmounts: Readonly<Record<CorruptionName, readonly number[]>> = {
  gaussianNoise: [0.1, 0.2, 0.3, 0.4, 0.5],
  gaussianBlur: [0.5, 1, 1.5, 2, 3],
  blackRectangles: [0.15, 0.25, 0.35, 0.45, 0.55],
  swirl: [1, 2, 3, 4, 6],
  saltAndPepper: [0.05, 0.1, 0.2, 0.3, 0.4],
  contamination: [0.1, 0.25, 0.5, 0.75, 1],
};

type Corruption = (images: NdArray, amount: number, rng: Rng) => NdArray;

const corruptions: Readonly<Record<CorruptionName, Corruption>> = {
  gaussianNoise,
  gaussianBlur,
  blackRectangles,
  swirl,
  saltAndPepper,
  contamination,
};

export interface CorruptOptions {
  readonly kind: CorruptionName;
  readonly strength: CorruptionStrength;
}

/**
 * Pictures spoiled in one of six ways, after Heusel et al. 2017, appendix A1 and figure 3: a measure of distance to the
 * clean pictures should rise with the strength.
 *
 * | kind            | amount                                       |    1 |    2 |    3 |    4 |    5 |
 * | --------------- | -------------------------------------------- | ---- | ---- | ---- | ---- | ---- |
 * | gaussianNoise   | share of noise α in (1 - α) x + α z          |  0.1 |  0.2 |  0.3 |  0.4 |  0.5 |
 * | gaussianBlur    | standard deviation in pixels                 |  0.5 |    1 |  1.5 |    2 |    3 |
 * | blackRectangles | side of five rectangles, as a share          | 0.15 | 0.25 | 0.35 | 0.45 | 0.55 |
 * | swirl           | angle at the centre in radians               |    1 |    2 |    3 |    4 |    6 |
 * | saltAndPepper   | share of pixels set to black or white        | 0.05 |  0.1 |  0.2 |  0.3 |  0.4 |
 * | contamination   | share of pictures mirrored at their diagonal |  0.1 | 0.25 |  0.5 | 0.75 |    1 |
 *
 * With one key all strengths share noise, places and choices: only the amount changes.
 * @param images [n,H,W,C] in [-1, 1], for contamination square ones @returns new pictures of that shape, in [-1, 1]
 * @throws RangeError for an unknown kind or strength, or pictures of another shape or range.
 */
export function corrupt(images: NdArray, { kind, strength }: CorruptOptions, rng: Rng): NdArray {
  if (!corruptionNames.includes(kind)) {
    throw new RangeError(
      `corrupt: no corruption '${kind}'; pass one of ${corruptionNames.join(", ")}.`,
    );
  }
  if (!corruptionStrengths.includes(strength)) {
    throw new RangeError(`corrupt: strength=${String(strength)}; pass 1, 2, 3, 4 or 5.`);
  }
  return corruptions[kind](images, corruptionAmounts[kind][strength - 1]!, rng);
}
