import type { Rng } from "../core/rng";
import { loadModel, type CheckpointCard } from "../train";
import { buildWith } from "./buildWith";
import { createFlow, type Flow } from "./flow";
import { createStack, manyPasses, stackDefaults, type StackConfig } from "./stack";

/** Masked autoregressive flow; Papamakarios et al. 2017. */
export interface MafConfig extends StackConfig {
  /** Numbers D in an example: 2 for the plane. */
  readonly dim: number;
}

/** A flow whose log-density takes one pass of its networks, and whose samples take D. */
export type Maf = Flow<MafConfig>;

const KIND = "maf";

/**
 * A new model with fresh weights from `rng`.
 * @throws RangeError as `createStack`.
 */
export function createMaf(config: MafConfig, rng: Rng): Maf {
  const { dim } = config;
  const full = stackDefaults(config);
  return buildWith(rng, (parameters) =>
    createFlow<MafConfig>({
      kind: KIND,
      description: "Masked autoregressive flow",
      config: full,
      eventShape: [dim],
      parameters,
      ...createStack(parameters, dim, full),
      ...(manyPasses(dim) && { sequential: "inverse" }),
    }),
  );
}

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadMaf = (file: string): Promise<{ model: Maf; card: CheckpointCard }> =>
  loadModel(file, KIND, createMaf);
