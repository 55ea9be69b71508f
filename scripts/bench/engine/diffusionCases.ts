import { BATCH, conditional, shipped, THREADS, type Network } from "../networks";
import { atMost, prediction, training, type Case, type Task } from "./cases";

/** Steps of the sampling loops. */
const DDIM_STEPS = 50;
/** What 64 digits with DDIM-50 may take, in seconds. */
const DIGITS_SECONDS = 8;

/** A whole loop of DDIM, once a turn. */
const sampling = (batch: number, limitSeconds?: number): Task => ({
  name: `${batch} samples, DDIM-${DDIM_STEPS}`,
  request: { do: "sample", batch, steps: 1, evaluations: DDIM_STEPS },
  targets: atMost(1.1),
  ...(limitSeconds !== undefined && { limitSeconds }),
});

const digits = ({ name, config }: Network, tasks: readonly Task[]): Case => ({
  name: `U-Net, ${name}`,
  network: { kind: "unet", config },
  threads: THREADS,
  average: true,
  batch: BATCH,
  tasks,
});

/** The network of the 2-D models, the library's defaults. */
const points: Case = {
  name: "perceptron of points, 3 residual layers of width 128",
  network: { kind: "mlp", config: { dim: 2, width: 128, depth: 3, classes: 0 } },
  threads: THREADS,
  average: true,
  batch: 256,
  // sampling first: hundreds of updates would let rounding drive the sides' weights apart
  tasks: [sampling(1000), prediction(1000, 20, atMost(1.1)), training(256, 20, atMost(1.05))],
};

/** What is compared of the diffusion models, by the part that the command line names. */
export const DIFFUSION_CASES: Readonly<Record<string, readonly Case[]>> = {
  train: [shipped, conditional].map((net) => digits(net, [training(BATCH, 2, atMost(1.05))])),
  predict: [shipped, conditional].map((net) => digits(net, [prediction(BATCH, 4, atMost(1.1))])),
  sample: [digits(shipped, [sampling(BATCH, DIGITS_SECONDS)])],
  "2d": [points],
};
