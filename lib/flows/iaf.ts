import type { Rng } from "../core/rng";
import { loadModel, type CheckpointCard } from "../train";
import { inverted } from "./autoregressive";
import { buildWith } from "./buildWith";
import { createFlow, type Flow } from "./flow";
import { createStack, manyPasses, stackDefaults, type StackConfig } from "./stack";

/** Inverse autoregressive flow; Kingma et al. 2016. */
export interface IafConfig extends Omit<StackConfig, "batchNorm"> {
  /** Numbers D in an example. */
  readonly dim: number;
}

/**
 * A flow whose samples, with their log-densities, take one pass of its networks; the log-density of an example from
 * elsewhere takes D, and so does a step of `fit`.
 */
export type Iaf = Flow<IafConfig>;

const KIND = "iaf";

/**
 * A new model with fresh weights from `rng`. Its layers are x_i = (z_i - μ_i) exp(-α_i) with μ_i and α_i of the z before i:
 * those of the MAF of the same config without batch normalisation, run the other way, so that with the same parameters each
 * is the other's inverse. Kingma et al., equations 9 and 10, write σ_i z_i + m_i: σ_i is exp(-α_i), and m_i is
 * -μ_i exp(-α_i).
 * @throws RangeError as `createStack`.
 */
export function createIaf(config: IafConfig, rng: Rng): Iaf {
  const { dim } = config;
  const full = stackDefaults({ ...config, batchNorm: false });
  return buildWith(rng, (parameters) =>
    createFlow<IafConfig>({
      kind: KIND,
      description: "Inverse autoregressive flow",
      config: full,
      eventShape: [dim],
      parameters,
      bijector: inverted(createStack(parameters, dim, full).bijector),
      ...(manyPasses(dim) && { sequential: "forward" }),
    }),
  );
}

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadIaf = (file: string): Promise<{ model: Iaf; card: CheckpointCard }> =>
  loadModel(file, KIND, createIaf);
