import { requireInteger } from "../core/arguments";
import { colourDegrees, type MaskType } from "./masks";
import { requireKernel } from "./maskedConv2d";

/** How a colour value is distributed, given what came before; see `createDistribution`. */
export type OutputDistribution = "softmax" | "logistic mixture" | "bernoulli";

/** A PixelCNN; van den Oord et al. 2016a, 2016b. */
export interface PixelCnnConfig {
  /** Height, width and colours of a picture. */
  readonly shape: readonly [number, number, number];
  /** Values that a colour can have, evenly from -1 to 1. @default 256 */
  readonly levels?: number;
  /** Classes that the network is told of; 0 for none. @default 0 */
  readonly classes?: number;
  /** @default "bernoulli" for 2 levels, "softmax" up to 16, "logistic mixture" above */
  readonly output?: OutputDistribution;
  /** Logistic distributions in the mixture of each colour. @default 10 */
  readonly mixtures?: number;
  /** With two stacks and gates (2016b), or masked convolutions alone (2016a), which leave a blind spot. @default "gated" */
  readonly network?: "gated" | "plain";
  /** Features p of each pixel in each stack; a multiple of the colours (of twice that: plain). @default 32 */
  readonly features?: number;
  /**
   * Length of the learned vector that tells the gated network's first layer of each level, besides its value; 0 for none.
   * @default 0
   */
  readonly embedding?: number;
  /** Layers after the first. @default 7 */
  readonly layers?: number;
  /** Side of the first layer's kernel, odd. @default 7 */
  readonly firstKernel?: number;
  /** Side of the other layers' kernels, odd. @default 3 */
  readonly kernel?: number;
  /** Features of each pixel before the last layer; a multiple of the colours. @default 64 */
  readonly headFeatures?: number;
  /** Mask of the first layer. "B" lets every pixel see itself: not a model, but a warning. @default "A" */
  readonly firstMask?: MaskType;
}

export type FullConfig = Required<PixelCnnConfig>;

const OUTPUTS: readonly OutputDistribution[] = ["softmax", "logistic mixture", "bernoulli"];

/** @throws RangeError for sizes that are none, or do not fit each other. */
export function withDefaults(config: PixelCnnConfig): FullConfig {
  const { levels = 256 } = config;
  const output = levels === 2 ? "bernoulli" : levels <= 16 ? "softmax" : "logistic mixture";
  const full: FullConfig = {
    levels,
    classes: 0,
    output,
    mixtures: 10,
    network: "gated",
    features: 32,
    embedding: 0,
    layers: 7,
    firstKernel: 7,
    kernel: 3,
    headFeatures: 64,
    firstMask: "A",
    ...config,
  };
  requireSizes(full);
  requireChoice("output", full.output, OUTPUTS);
  requireChoice("network", full.network, ["gated", "plain"]);
  requireChoice("firstMask", full.firstMask, ["A", "B"]);
  if (full.output === "bernoulli" && levels !== 2) {
    throw new RangeError(
      `pixelCnn: levels=${levels} with output "bernoulli", which has 2; pass "softmax" or "logistic mixture".`,
    );
  }
  if (full.network === "plain" && full.classes > 0) {
    throw new RangeError(
      `pixelCnn: classes=${full.classes} with the plain network, which cannot be told of them; pass network: "gated".`,
    );
  }
  if (full.network === "plain" && full.embedding > 0) {
    throw new RangeError(
      `pixelCnn: embedding=${full.embedding} with the plain network, which has none; pass network: "gated".`,
    );
  }
  return full;
}

function requireSizes({ shape, levels, classes, ...sizes }: FullConfig): void {
  if (shape.length !== 3) {
    throw new RangeError(
      `pixelCnn: shape [${shape.join(", ")}]; pass height, width and colours, such as [28, 28, 1].`,
    );
  }
  shape.forEach((size, axis) => requireInteger("pixelCnn", `shape[${axis}]`, size, 1));
  requireInteger("pixelCnn", "levels", levels, 2);
  requireInteger("pixelCnn", "classes", classes, 0);
  requireInteger("pixelCnn", "embedding", sizes.embedding, 0);
  const { mixtures, features, layers, headFeatures, firstKernel, kernel, network } = sizes;
  for (const [name, size] of Object.entries({ mixtures, features, layers, headFeatures })) {
    requireInteger("pixelCnn", name, size, 1);
  }
  requireKernel("pixelCnn", "firstKernel", firstKernel);
  requireKernel("pixelCnn", "kernel", kernel);
  const colours = shape[2];
  colourDegrees(network === "plain" ? features / 2 : features, colours);
  colourDegrees(headFeatures, colours);
}

function requireChoice(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new RangeError(`pixelCnn: ${name}="${value}"; pass one of ${allowed.join(", ")}.`);
}
