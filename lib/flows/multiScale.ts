import { requireInteger } from "../core/arguments";
import type { Rng } from "../core/rng";
import { Parameters, type ParameterScope } from "../nn";
import type { Bijector } from "./bijector";
import { compose } from "./compose";
import { uniformDequantiser } from "./dequantiser";
import { factorOut, flatten } from "./factorOut";
import { logit, logitEnd } from "./logit";
import { createPictureFlow, type PictureFlow } from "./pictureFlow";
import { squeeze, squeezedShape } from "./squeeze";
import { createVariationalDequantiser } from "./variationalDequantiser";

/** One level of a multi-scale flow: pictures are squeezed once, then go through its steps. */
export interface LevelConfig {
  readonly steps: number;
  /** Width of the couplings' convolutional networks. */
  readonly hidden: number;
}

/** A flow of pictures at several scales; Dinh et al. 2017, section 3.6. */
export interface MultiScaleConfig {
  /** Side of the square pictures; each level halves it. */
  readonly imageSize: number;
  readonly channels: number;
  /** From the finest to the coarsest. @default two of 8 steps, 64 and 128 wide */
  readonly levels?: readonly LevelConfig[];
  /** How levels are made continuous. @default "uniform" */
  readonly dequantisation?: "uniform" | "variational";
  /** λ of the logit before the first level; see `logit`. @default 1e-4 */
  readonly lambda?: number;
}

/** What sets a family apart. */
export interface MultiScaleFamily {
  readonly kind: string;
  readonly description: string;
  /** The bijectors of step number `index` of a level. */
  step(
    scope: ParameterScope,
    eventShape: readonly number[],
    hidden: number,
    index: number,
  ): Bijector[];
  /** What comes before half of the channels are factored out. @default nothing */
  beforeSplit?(scope: ParameterScope, eventShape: readonly number[]): Bijector[];
}

export const multiScaleDefaults = {
  levels: [
    { steps: 8, hidden: 64 },
    { steps: 8, hidden: 128 },
  ],
  dequantisation: "uniform",
  lambda: 1e-4,
} as const;

/**
 * Logit, then for each level: squeeze, its steps, and half of the channels factored out, which are all after the last level.
 * @throws RangeError for sizes that are none, or a side that the levels cannot halve.
 */
export function createMultiScale<Config extends Required<MultiScaleConfig>>(
  { kind, description, step, beforeSplit }: MultiScaleFamily,
  config: Config,
  rng: Rng,
): PictureFlow<Config> {
  const { imageSize, channels, levels, dequantisation, lambda } = config;
  requireInteger(kind, "number of levels", levels.length, 1);
  levels.forEach(({ steps, hidden }) => {
    requireInteger(kind, "steps", steps, 1);
    requireInteger(kind, "hidden", hidden, 1);
  });
  if (dequantisation !== "uniform" && dequantisation !== "variational") {
    throw new RangeError(
      `${kind}: dequantisation=${String(dequantisation)}; pass "uniform" or "variational".`,
    );
  }
  requireInteger(kind, `imageSize/${2 ** levels.length}`, imageSize / 2 ** levels.length, 1);
  requireInteger(kind, "channels", channels, 1);
  const eventShape = [imageSize, imageSize, channels];
  const parameters = new Parameters(rng);
  const level = (shape: readonly number[], number: number): Bijector => {
    const squeezed = squeezedShape(shape);
    const { steps, hidden } = levels[number]!;
    const scope = parameters.in(`level${number}`);
    const parts = Array.from({ length: steps }, (_, i) =>
      step(scope.in(`step${i}`), squeezed, hidden, i),
    );
    const before = [squeeze(shape), ...parts.flat()];
    if (number === levels.length - 1) return compose([...before, flatten(squeezed)]);
    const [h, w, c] = squeezed;
    const split = beforeSplit?.(scope.in("split"), squeezed) ?? [];
    return compose([...before, ...split, factorOut(squeezed, level([h, w, c / 2], number + 1))]);
  };
  return createPictureFlow({
    kind,
    description,
    config,
    eventShape,
    latentShape: [imageSize * imageSize * channels],
    limit: logitEnd(lambda),
    parameters,
    bijector: compose([logit(lambda), level(eventShape, 0)]),
    dequantiser:
      dequantisation === "uniform"
        ? uniformDequantiser()
        : createVariationalDequantiser(parameters.in("dequantiser"), { eventShape }),
  });
}
