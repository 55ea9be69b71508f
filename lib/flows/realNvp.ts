import { requireInteger } from "../core/arguments";
import type { Rng } from "../core/rng";
import { Parameters } from "../nn";
import { loadModel, type CheckpointCard } from "../train";
import { createActnorm } from "./actnorm";
import type { Bijector } from "./bijector";
import { compose } from "./compose";
import { createMlpConditioner } from "./conditioners";
import { affineCoupling } from "./coupling";
import { createFlow, type Flow } from "./flow";
import { halves } from "./partition";

/** The flow of points of Dinh et al. 2017, its batch normalisation replaced by actnorm. */
export interface RealNvpConfig {
  /** Numbers in a point, at least 2. */
  readonly dim: number;
  /** Affine couplings, which take turns at the two halves. @default 8 */
  readonly couplings?: number;
  /** Width of each hidden layer of their perceptrons. @default 64 */
  readonly width?: number;
  /** Hidden layers. @default 2 */
  readonly depth?: number;
  /** Bound of the log-scales of each coupling. @default 2 */
  readonly maxLogScale?: number;
  /** Normalise the numbers before each coupling, from the first batch on. @default true */
  readonly actnorm?: boolean;
}

export type RealNvp = Flow<Required<RealNvpConfig>>;

const KIND = "realnvp";

/** The model that `save` wrote. @throws Error when the file is missing, damaged, or of another kind or architecture. */
export const loadRealNvp = (file: string): Promise<{ model: RealNvp; card: CheckpointCard }> =>
  loadModel(file, KIND, createRealNvp);

/** A new flow of points with fresh weights from `rng`. @throws RangeError for sizes that are none. */
export function createRealNvp(config: RealNvpConfig, rng: Rng): RealNvp {
  const full = { couplings: 8, width: 64, depth: 2, maxLogScale: 2, actnorm: true, ...config };
  const { dim, couplings, width, depth, maxLogScale, actnorm } = full;
  requireInteger(KIND, "dim", dim, 2);
  requireInteger(KIND, "couplings", couplings, 1);
  const parameters = new Parameters(rng);
  const step = (i: number): Bijector[] => {
    const partition = halves([dim], i % 2 === 0 ? "first" : "second");
    const { keptSize: inFeatures, movedSize } = partition;
    const sizes = { inFeatures, outFeatures: 2 * movedSize, width, depth };
    const conditioner = createMlpConditioner(parameters.in(`coupling${i}`), sizes);
    const coupling = affineCoupling(partition, conditioner, { maxLogScale });
    return actnorm ? [createActnorm(parameters.in(`actnorm${i}`), [dim]), coupling] : [coupling];
  };
  return createFlow({
    kind: KIND,
    description: "RealNVP of points: affine couplings that take turns at the two halves",
    config: full,
    eventShape: [dim],
    parameters,
    bijector: compose(Array.from({ length: couplings }, (_, i) => step(i)).flat()),
  });
}
