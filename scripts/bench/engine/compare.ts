import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LineWorker } from "../lineWorker";
import type { BenchOptions } from "../measurement";
import { interleave, type Spread } from "../timing";
import type { Case, Task } from "./cases";
import { compareLosses, type LossComparison } from "./losses";
import { commandOf, SIDES, type Side } from "./sides";
import type { StepTimes, TensorEntry } from "./worker";

/** Updates over which the losses are compared. */
const COMPARED = 5;
/** A loop multiplies what rounding made of the weights while training: 2e-5 after 10 steps of DDIM. */
const SAMPLING_SLACK = 10;
/** Between two turns (ms): the threads of the one before spin for a while before they sleep. */
const PAUSE_MS = 60;
/** Turns of a side that takes ten times as long as the others, which do not wait for it. */
const SLOW_ROUNDS = 2;

/** Times of a task in ms, by who did it. */
export type TaskTimes = Readonly<Partial<Record<Side, Spread>>>;

/** What was found out about one network. */
export interface Comparison {
  readonly name: string;
  readonly threads: number;
  readonly losses: LossComparison;
  /** By task: the mean absolute values of what was sampled after those updates. */
  readonly samples: Readonly<Record<string, LossComparison>>;
  /** The first compiled update: recording, loading and running it. */
  readonly firstCallMs: number;
  /** The most that the process of compiled training had resident, in MB of 10^6 bytes. */
  readonly peakMB: number;
  readonly tasks: Readonly<Record<string, TaskTimes>>;
  /** Sides that cannot compute here, with the reason. */
  readonly missing: Readonly<Partial<Record<Side, string>>>;
}

type Workers = Map<Side, LineWorker>;

/** Builds the network in every worker, with the same weights and inputs: ours make them, PyTorch reads their file. */
async function build(workers: Workers, { network, average = false, batch, tasks }: Case) {
  const folder = mkdtempSync(join(tmpdir(), "dgm-bench-"));
  const file = join(folder, "tensors.bin");
  const examples = Math.max(batch, ...tasks.map(({ request }) => request.batch));
  try {
    const first = [...workers.keys()].find((side) => SIDES[side].mode !== undefined);
    let entries: readonly TensorEntry[] | undefined;
    for (const [side, worker] of workers) {
      const { mode } = SIDES[side];
      const shared = { do: "build", network, average };
      if (mode === undefined) await worker.ask({ ...shared, file, entries });
      else {
        const request = { ...shared, mode, examples, ...(side === first && { file }) };
        const written: readonly TensorEntry[] | null = await worker.ask(request);
        entries ??= written ?? undefined;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface FirstUpdates {
  readonly losses: Map<Side, readonly number[]>;
  readonly firstCallMs: number;
  readonly missing: Partial<Record<Side, string>>;
}

/** The first updates of every side. PyTorch's compiler, which needs one of C++, may be missing: its worker is dropped. */
async function firstUpdates(workers: Workers, batch: number): Promise<FirstUpdates> {
  const losses = new Map<Side, readonly number[]>();
  const missing: Partial<Record<Side, string>> = {};
  let firstCallMs = NaN;
  for (const [side, worker] of workers) {
    try {
      const times = await worker.ask<StepTimes>({ do: "train", batch, steps: COMPARED });
      losses.set(side, times.losses!);
      if (side === "compiled") firstCallMs = times.ms[0]!;
    } catch (error) {
      if (side !== "torchCompiled") throw error;
      missing[side] = (error as Error).message.split("\n")[0]!;
      await worker.close();
      workers.delete(side);
    }
  }
  return { losses, firstCallMs, missing };
}

/** What every side samples, which should be the same. */
async function compareSamples(workers: Workers, { name, request }: Task): Promise<LossComparison> {
  const values = new Map<Side, readonly number[]>();
  for (const [side, worker] of workers) {
    if (side !== "wasm") values.set(side, (await worker.ask<StepTimes>(request)).values!);
  }
  return compareLosses(values, `the mean absolute value of '${name}', run`, SAMPLING_SLACK);
}

/** Times a task on all sides: wasm apart, for training only. */
async function timeTask(workers: Workers, { request }: Task, rounds: number): Promise<TaskTimes> {
  const times: Partial<Record<Side, Spread>> = {};
  const measure = async (sides: Side[], rounds: number, steps: number): Promise<void> => {
    const runners = sides.map(
      (side) => async () => (await workers.get(side)!.ask<StepTimes>({ ...request, steps })).ms,
    );
    const spreads = await interleave(runners, rounds, () => sleep(PAUSE_MS));
    sides.forEach((side, i) => (times[side] = spreads[i]!));
  };
  await measure(
    [...workers.keys()].filter((side) => side !== "wasm"),
    rounds,
    request.steps,
  );
  if (workers.has("wasm") && request.do === "train")
    await measure(["wasm"], Math.min(rounds, SLOW_ROUNDS), 1);
  return times;
}

const mediansText = (times: TaskTimes): string =>
  (Object.entries(times) as [Side, Spread][])
    .map(([side, { median }]) => `${SIDES[side].label} ${median.toFixed(1)} ms`)
    .join("; ");

/** Whether a side takes part: wasm only where a target is set for it. */
function takesPart(side: Side, { tasks }: Case): boolean {
  return side !== "wasm" || tasks.some(({ targets }) => targets?.wasm !== undefined);
}

/** Who takes part: our compiled side and, for the losses to be compared with, our op by op or PyTorch at least. */
export interface Contestants {
  readonly sides: readonly Side[];
  /** One that has PyTorch, for PyTorch's sides. */
  readonly python?: string | undefined;
}

/**
 * Measures one network with workers of its own, which take turns.
 * @throws Error when the losses of two sides differ
 */
export async function compare(
  specimen: Case,
  { sides, python }: Contestants,
  { rounds, say }: Pick<BenchOptions, "rounds" | "say">,
): Promise<Comparison> {
  const { name, threads, batch } = specimen;
  const workers: Workers = new Map(
    sides
      .filter((side) => takesPart(side, specimen))
      .map((side) => [side, new LineWorker(SIDES[side].label, commandOf(side, threads, python))]),
  );
  try {
    for (const worker of workers.values())
      say(`${name}: ${worker.name}: ${await worker.ask({ do: "describe" })}`);
    await build(workers, specimen);
    const { losses, firstCallMs, missing } = await firstUpdates(workers, batch);
    const compared = compareLosses(losses);
    const peakMB = await workers.get("compiled")!.ask<number>({ do: "peak" });
    const tasks: Record<string, TaskTimes> = {};
    const samples: Record<string, LossComparison> = {};
    for (const task of specimen.tasks) {
      if (task.request.do === "sample") samples[task.name] = await compareSamples(workers, task);
      const times = await timeTask(workers, task, rounds);
      say(`${name}: ${task.name}: ${mediansText(times)}`);
      tasks[task.name] = times;
    }
    return { name, threads, losses: compared, samples, firstCallMs, peakMB, tasks, missing };
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.close()));
  }
}
