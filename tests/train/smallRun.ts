import { seed, type Examples } from "../../lib/core";
import { createDdpm } from "../../lib/diffusion";

/** Updates of the small run in all. */
export const STEPS = 16;

const data: Examples = {
  count: 24,
  eventShape: [4, 4, 1],
  id: "noise",
  batch: (indices) => seed(2).fold(Array.from(indices).join()).normal([indices.length, 4, 4, 1]),
};

/** Trains a small DDPM on noise and saves its state after every update; goes on from the state in `stateFile`. */
export async function smallRun(stateFile: string, onStep: (step: number) => void): Promise<void> {
  const network = {
    imageSize: 4,
    channels: 1,
    baseChannels: 8,
    channelMultipliers: [1],
    groups: 4,
  };
  const model = createDdpm({ network, T: 50 }, seed(1));
  await model.fit(data, {
    steps: STEPS,
    batchSize: 5,
    rng: seed(3),
    stateFile,
    saveEverySeconds: 0,
    onProgress: ({ step }) => onStep(step),
  });
  model.dispose();
}
