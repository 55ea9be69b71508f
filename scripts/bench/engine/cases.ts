import { BATCH, shipped, THREADS, wide, type Network } from "../networks";
import type { NetworkSpec } from "./network";
import type { Side } from "./sides";
import type { StepRequest } from "./worker";

/** The largest ratio of medians that is aimed at, `of` PyTorch unless another side is named. */
export interface Target {
  readonly atMost: number;
  readonly of?: Side;
}

/** What is timed, and how often in one turn. */
export interface Task {
  readonly name: string;
  readonly request: StepRequest;
  readonly targets?: Readonly<Partial<Record<Side, Target>>>;
  /** What our compiled side should take at most. */
  readonly limitSeconds?: number;
}

/** What the first compiled call and the peak of memory should not exceed. */
export interface Limits {
  readonly firstCallSeconds: number;
  readonly peakMB: number;
}

/** A network that all sides build, and what is timed of it. */
export interface Case {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly threads: number;
  /** Keep a moving average of the weights while training. */
  readonly average?: boolean;
  /** Examples in a training step, the one whose losses are compared as well. */
  readonly batch: number;
  readonly tasks: readonly Task[];
  readonly limits?: Limits;
}

type Targets = Task["targets"];

export const training = (batch: number, steps: number, targets?: Targets): Task => ({
  name: `training step, batch ${batch}`,
  request: { do: "train", batch, steps },
  ...(targets && { targets }),
});

export const prediction = (batch: number, steps: number, targets?: Targets): Task => ({
  name: `prediction, batch ${batch}`,
  request: { do: "predict", batch, steps },
  ...(targets && { targets }),
});

/** A target of the compiled steps. */
export const atMost = (ratio: number): Targets => ({ compiled: { atMost: ratio } });

function unetCases({ name, config }: Network): Case[] {
  const shared = {
    network: { kind: "unet", config },
    average: true,
    batch: BATCH,
  } as const;
  const train = training(BATCH, 2, {
    compiled: { atMost: 1.05 },
    bfloat16: { atMost: 0.85 },
    wasm: { atMost: 12, of: "compiled" },
  });
  return [
    {
      ...shared,
      name: `U-Net, ${name}`,
      threads: THREADS,
      tasks: [train, prediction(BATCH, 4, atMost(1.1)), prediction(1, 20)],
      limits: { firstCallSeconds: 2.5, peakMB: 2200 },
    },
    { ...shared, name: `U-Net, ${name}`, threads: 1, tasks: [prediction(1, 20, atMost(1))] },
  ];
}

const dit: Case = {
  name: "DiT, depth 4, width 192, 6 heads, patches of 4x4 on 32x32",
  network: {
    kind: "dit",
    config: { imageSize: 32, channels: 1, patchSize: 4, depth: 4, width: 192, heads: 6 },
  },
  threads: THREADS,
  batch: 32,
  tasks: [training(32, 4, atMost(0.6)), prediction(64, 4)],
};

const realNvp: Case = {
  name: "RealNVP, 8 couplings, perceptrons 2x64, 2-D",
  network: { kind: "realNvp", config: { dim: 2, couplings: 8, width: 64 } },
  threads: THREADS,
  batch: 256,
  tasks: [training(256, 40, atMost(0.6))],
};

const glow: Case = {
  name: "Glow, 4 steps on 16x16x12",
  network: { kind: "glow", config: { imageSize: 32, channels: 3, steps: 4, hidden: 64 } },
  threads: THREADS,
  batch: 16,
  tasks: [training(16, 12, atMost(1))],
};

/** Everything that is compared, by the part that the command line names. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  unet: [shipped, wide].flatMap(unetCases),
  dit: [dit],
  realnvp: [realNvp, { ...realNvp, threads: 1 }],
  glow: [glow],
};
