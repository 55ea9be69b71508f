import type { FullConfig } from "../config";
import { bernoulli } from "./bernoulli";
import { categorical } from "./categorical";
import type { PixelDistribution } from "./distribution";
import { logisticMixture } from "./logisticMixture";

export { bernoulli } from "./bernoulli";
export { categorical } from "./categorical";
export type { PixelDistribution } from "./distribution";
export { logisticMixture } from "./logisticMixture";

/** The distribution of a colour that a config asks for. */
export function createDistribution({ output, levels, mixtures }: FullConfig): PixelDistribution {
  if (output === "bernoulli") return bernoulli;
  return output === "softmax" ? categorical(levels) : logisticMixture(levels, mixtures);
}
