import { LineWorker, scriptCommand } from "./lineWorker";
import type { Measured, Measurement } from "./measurement";
import type { MemoryRequest, MemoryUse } from "./memoryWorker";
import { BATCH, shipped, THREADS, wide } from "./networks";
import { table } from "./table";

/** Updates after which memory no longer depends on their number. */
const PEAK_STEPS = 20;
/** The run whose growth is measured: the shipped network on small batches, so that it takes minutes, not an hour. */
const GROWTH = { batch: 8, from: 200, to: 2000 } as const;
/** What training at batch 64 may take at most. */
const LIMIT_MB = 3000;

/** Trains in a process of its own, so that nothing else counts. */
async function use(request: MemoryRequest): Promise<MemoryUse> {
  const worker = new LineWorker(
    "memory",
    scriptCommand("memoryWorker.ts", { TF_NUM_INTRAOP_THREADS: String(THREADS) }),
  );
  try {
    return await worker.ask<MemoryUse>({ do: "train", ...request });
  } finally {
    await worker.close();
  }
}

/** Memory of training: its peak, and whether it grows. */
export const memory: Measurement = {
  name: "memory",
  title: "Memory of training (fit: data, noise, compiled step, Adam, moving average)",
  async run({ say }): Promise<Measured> {
    const peaks = [];
    for (const { name, config } of [shipped, wide]) {
      say(`${name}: peak over ${PEAK_STEPS} updates ...`);
      const { peakMB } = await use({ config, batch: BATCH, steps: PEAK_STEPS, marks: [] });
      peaks.push({ network: name, batch: BATCH, steps: PEAK_STEPS, peakMB });
    }
    const { batch, from, to } = GROWTH;
    say(`${shipped.name}: ${to} updates at batch ${batch} ...`);
    const run = { config: shipped.config, batch, steps: to, marks: [from, to] };
    const { residentMB, tensors } = await use(run);
    const growth = { network: shipped.name, ...GROWTH, residentMB, tensors };
    const rows = peaks.map(({ network, peakMB }) => [`peak, ${network}, batch ${BATCH}`, peakMB]);
    const after = (i: number, steps: number) => [
      `resident after ${steps} updates, ${shipped.name}, batch ${batch} (${tensors[i]} tensors)`,
      residentMB[i]!,
    ];
    const head = [`limit of the peak: ${LIMIT_MB}`, "MB"];
    const text = table(head, [...rows, after(0, from), after(1, to)]);
    return { text, figures: { peaks, growth } };
  },
};
