import { ready, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { loadMnist } from "../../lib/datasets";
import { createDdpm } from "../../lib/diffusion";
import type { UNetSizes } from "./networks";
import { peakBytes } from "./peakMemory";
import { serve } from "./serve";

/** A training run whose memory is measured. */
export interface MemoryRequest {
  readonly config: UNetSizes;
  readonly batch: number;
  readonly steps: number;
  /** Updates after which the resident memory is noted. */
  readonly marks: readonly number[];
}

/** In MB of 10^6 bytes. */
export interface MemoryUse {
  /** The most that was ever resident. */
  readonly peakMB: number;
  /** Resident at each mark, and how many tensors there were. */
  readonly residentMB: readonly number[];
  readonly tensors: readonly number[];
}

async function train({ config, batch, steps, marks }: MemoryRequest): Promise<MemoryUse> {
  await ready();
  const data = await loadMnist();
  const model = createDdpm({ network: config }, seed(1));
  const residentMB: number[] = [];
  const tensors: number[] = [];
  await model.fit(data, {
    steps,
    batchSize: batch,
    rng: seed(2),
    onProgress: ({ step }) => {
      if (!marks.includes(step)) return;
      residentMB.push(process.memoryUsage.rss() / 1e6);
      tensors.push(tf.memory().numTensors);
    },
  });
  model.dispose();
  return { peakMB: peakBytes() / 1e6, residentMB, tensors };
}

/** Trains when asked, and says what memory that took. */
export async function main(): Promise<void> {
  await serve({ train: (request) => train(request as unknown as MemoryRequest) });
}
