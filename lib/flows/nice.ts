import { requireInteger } from "../core/arguments";
import type { Rng } from "../core/rng";
import { Parameters } from "../nn";
import { loadModel, type CheckpointCard } from "../train";
import { compose } from "./compose";
import { createMlpConditioner } from "./conditioners";
import { additiveCoupling } from "./coupling";
import { createDiagonalScaling } from "./diagonalScaling";
import { createFlow, type Flow } from "./flow";
import { halves } from "./partition";

/** Non-linear independent components estimation; Dinh et al. 2014. */
export interface NiceConfig {
  /** Numbers in a point, at least 2. */
  readonly dim: number;
  /** Additive couplings, which take turns at the two halves. @default 4 */
  readonly couplings?: number;
  /** Width of each hidden layer of their perceptrons. @default 64 */
  readonly width?: number;
  /** Hidden layers. @default 2 */
  readonly depth?: number;
}

export type Nice = Flow<Required<NiceConfig>>;

const KIND = "nice";

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadNice = (file: string): Promise<{ model: Nice; card: CheckpointCard }> =>
  loadModel(file, KIND, createNice);

/**
 * Additive couplings, then one trained factor for each dimension: couplings alone keep all volumes.
 * @throws RangeError for sizes that are none.
 */
export function createNice(config: NiceConfig, rng: Rng): Nice {
  const full = { couplings: 4, width: 64, depth: 2, ...config };
  const { dim, couplings, width, depth } = full;
  requireInteger(KIND, "dim", dim, 2);
  requireInteger(KIND, "couplings", couplings, 1);
  const parameters = new Parameters(rng);
  const layers = Array.from({ length: couplings }, (_, i) => {
    const partition = halves([dim], i % 2 === 0 ? "first" : "second");
    const { keptSize: inFeatures, movedSize: outFeatures } = partition;
    const sizes = { inFeatures, outFeatures, width, depth };
    return additiveCoupling(partition, createMlpConditioner(parameters.in(`coupling${i}`), sizes));
  });
  return createFlow({
    kind: KIND,
    description: "NICE: additive couplings and a diagonal scaling",
    config: full,
    eventShape: [dim],
    parameters,
    bijector: compose([...layers, createDiagonalScaling(parameters.in("scaling"), [dim])]),
  });
}
