import { requireInteger } from "../core/arguments";
import { seed } from "../core/rng";
import type { Parameters } from "../nn";
import { createAutoregressive, type AutoregressiveConfig } from "./autoregressive";
import type { Bijector } from "./bijector";
import { compose } from "./compose";
import { createFlowBatchNorm } from "./flowBatchNorm";
import type { MadeActivation } from "./made";
import type { VariableOrder } from "./masks";
import { createPermutation, randomOrder, reversal } from "./permutation";

const PERMUTATIONS = ["reversal", "random", "none"] as const;

/** Autoregressive layers, one upon the other. */
export interface StackConfig {
  /** @default 5 */
  readonly layers?: number;
  /** Widths of the hidden layers of each network; [] for linear ones. @default [64] */
  readonly hidden?: readonly number[];
  /** @default "relu" */
  readonly activation?: MadeActivation;
  /** Order of the dimensions in a layer, as it receives them. @default "natural" */
  readonly order?: VariableOrder;
  /** What is done to the dimensions between two layers. @default "reversal" */
  readonly permutation?: (typeof PERMUTATIONS)[number];
  /** Which random permutations. @default 0 */
  readonly permutationSeed?: number;
  /** Draw the degrees of the networks' hidden units from this seed. @default spread evenly */
  readonly maskSeed?: number;
  /** Largest |α| of a layer, see `createAutoregressive`. @default unbounded */
  readonly maxLogScale?: number;
  /** Batch normalisation before each layer. @default true */
  readonly batchNorm?: boolean;
}

/** A stack in two uses, which share their parameters. */
export interface Stack {
  readonly bijector: Bijector;
  /** Normalises with the statistics of the batch. */
  readonly training: Bijector;
}

/** A config with its defaults filled in. */
export const stackDefaults = <Config extends StackConfig>(config: Config) => ({
  layers: 5,
  hidden: [64],
  activation: "relu" as MadeActivation,
  order: "natural" as VariableOrder,
  permutation: "reversal" as (typeof PERMUTATIONS)[number],
  permutationSeed: 0,
  batchNorm: true,
  ...config,
});

/**
 * Layers between which the dimensions change places, so that each of them is once among the last: Papamakarios et al.
 * 2017, section 3.1.
 * @throws RangeError for sizes that are none, an order that misses a dimension, or a permutation there is none of.
 */
export function createStack(parameters: Parameters, dim: number, config: StackConfig): Stack {
  const { layers, permutation, permutationSeed, batchNorm, ...network } = stackDefaults(config);
  requireInteger("stack", "layers", layers, 1);
  requireInteger("stack", "permutationSeed", permutationSeed, 0);
  if (!PERMUTATIONS.includes(permutation)) {
    throw new RangeError(
      `stack: permutation=${String(permutation)}; pass one of ${PERMUTATIONS.join(", ")}.`,
    );
  }
  const parts: Stack[] = [];
  const add = (bijector: Bijector, training = bijector) => parts.push({ bijector, training });
  for (let layer = 0; layer < layers; layer++) {
    const scope = parameters.in(`layer${layer}`);
    if (layer > 0 && permutation !== "none") {
      const random = () => randomOrder(dim, seed(permutationSeed).fold(layer));
      add(createPermutation(permutation === "reversal" ? reversal(dim) : random()));
    }
    if (batchNorm) {
      const norm = createFlowBatchNorm(scope.in("norm"), { dim });
      add(norm.bijector, norm.training);
    }
    add(createAutoregressive(scope.in("made"), madeConfig(dim, network, layer)));
  }
  return {
    bijector: compose(parts.map(({ bijector }) => bijector)),
    training: compose(parts.map(({ training }) => training)),
  };
}

/** Whether D passes are too many to be recorded as one graph: then that direction runs op by op. */
export const manyPasses = (dim: number): boolean => dim > 32;

type NetworkConfig = Pick<
  StackConfig,
  "hidden" | "activation" | "order" | "maskSeed" | "maxLogScale"
>;

const madeConfig = (
  dim: number,
  { maskSeed, ...network }: NetworkConfig,
  layer: number,
): AutoregressiveConfig => ({
  dim,
  ...network,
  ...(maskSeed !== undefined && { maskSeed: maskSeed + layer }),
});
