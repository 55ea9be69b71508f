import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LineWorker, scriptCommand, type WorkerCommand } from "./lineWorker";
import { type BenchOptions, type Measured, type Measurement, Unavailable } from "./measurement";
import { BATCH, type Network, shipped, THREADS, wide } from "./networks";
import { table } from "./table";
import { interleave, type Spread } from "./timing";
import { torchPython } from "./torch";
import type { Mode, StepTimes, TensorEntry } from "./unetWorker";

/** Updates over which the losses are compared, and how far they may differ, relatively. */
const COMPARED = 5;
const TOLERANCE = 1e-4;
/** Between two turns (ms): the threads of the one before spin for a while before they sleep. */
const PAUSE_MS = 60;

/** What is timed, how often in one turn. */
interface Task {
  readonly name: string;
  readonly request: Readonly<Record<string, unknown>>;
}

const TASKS: readonly Task[] = [
  { name: `training step, batch ${BATCH}`, request: { do: "train", steps: 2 } },
  { name: `prediction, batch ${BATCH}`, request: { do: "predict", batch: BATCH, steps: 4 } },
  { name: "prediction, batch 1", request: { do: "predict", batch: 1, steps: 20 } },
];

const LABELS = { eager: "ours, op by op", compiled: "ours, compiled", torch: "PyTorch" } as const;
type Side = keyof typeof LABELS;

/** Times of a task in ms, by who did it. */
type TaskTimes = Readonly<Partial<Record<Side, Spread>>>;

/** What was found out about one network. */
interface Comparison {
  readonly network: string;
  /** Relative difference of the losses to PyTorch's, worst of both ways to run ours, update by update. */
  readonly lossDifference?: readonly number[];
  readonly tasks: Readonly<Record<string, TaskTimes>>;
}

type Workers = Readonly<Partial<Record<Side, LineWorker>>>;

function oursCommand(): WorkerCommand {
  const threads = String(THREADS);
  return scriptCommand("unetWorker.ts", {
    TF_NUM_INTRAOP_THREADS: threads,
    TF_NUM_INTEROP_THREADS: threads,
  });
}

/** PyTorch with the C library told not to give memory back after each step, without which it is up to 1.3 x slower. */
function torchCommand(python: string): WorkerCommand {
  return {
    program: python,
    args: [join(__dirname, "unetWorker.py"), String(THREADS)],
    env: {
      OMP_NUM_THREADS: String(THREADS),
      MALLOC_TRIM_THRESHOLD_: "4000000000",
      MALLOC_MMAP_THRESHOLD_: "4000000000",
    },
  };
}

/** Builds the network in every worker, with the same weights and inputs. */
async function build(workers: Workers, network: Network, folder: string): Promise<void> {
  const { config } = network;
  const file = join(folder, "tensors.bin");
  let entries: TensorEntry[] | undefined;
  for (const mode of ["eager", "compiled"] as const satisfies Mode[]) {
    entries = await workers[mode]!.ask({ do: "build", config, batch: BATCH, mode, file });
  }
  await workers.torch?.ask({ do: "build", config, file, entries });
}

/**
 * The relative differences of our losses to PyTorch's over the first updates.
 * @throws Error when one is too large for the two to be the same network, trained in the same way
 */
export function lossDifference(
  ours: readonly (readonly number[])[],
  theirs: readonly number[],
): number[] {
  const differences = theirs.map((loss, i) =>
    Math.max(...ours.map((losses) => Math.abs(losses[i]! - loss) / Math.abs(loss))),
  );
  const wrong = differences.findIndex((difference) => !(difference <= TOLERANCE));
  if (wrong < 0) return differences;
  const came = ours.map((losses) => losses[wrong]).join(" and ");
  throw new Error(
    `bench: from equal weights our losses of update ${wrong + 1} are ${came}, PyTorch's is ${theirs[wrong]}; ` +
      `at most ${TOLERANCE} of relative difference is expected. The networks differ: times would compare nothing.`,
  );
}

async function compareLosses(workers: Workers): Promise<number[] | undefined> {
  const losses = async (side: Side): Promise<readonly number[] | undefined> =>
    (await workers[side]?.ask<StepTimes>({ do: "train", steps: COMPARED }))?.losses;
  const ours = [(await losses("eager"))!, (await losses("compiled"))!];
  const theirs = await losses("torch");
  return theirs && lossDifference(ours, theirs);
}

/** Measures one network with workers of its own. */
async function compareNetwork(
  network: Network,
  python: string | undefined,
  { rounds, say }: BenchOptions,
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "dgm-bench-"));
  const workers: Workers = {
    eager: new LineWorker(LABELS.eager, oursCommand()),
    compiled: new LineWorker(LABELS.compiled, oursCommand()),
    ...(python && { torch: new LineWorker(LABELS.torch, torchCommand(python)) }),
  };
  const sides = Object.keys(workers) as Side[];
  try {
    for (const side of sides)
      say(`${network.name}: ${await workers[side]!.ask({ do: "describe" })}`);
    await build(workers, network, folder);
    const difference = await compareLosses(workers);
    const tasks: Record<string, TaskTimes> = {};
    for (const { name, request } of TASKS) {
      const runners = sides.map(
        (side) => async () => (await workers[side]!.ask<StepTimes>(request)).ms,
      );
      const spreads = await interleave(runners, rounds, () => sleep(PAUSE_MS));
      tasks[name] = Object.fromEntries(sides.map((side, i) => [side, spreads[i]!]));
      const medians = sides.map((side, i) => `${LABELS[side]} ${spreads[i]!.median.toFixed(1)} ms`);
      say(`${network.name}: ${name}: ${medians.join("; ")}`);
    }
    return { network: network.name, ...(difference && { lossDifference: difference }), tasks };
  } finally {
    await Promise.all(sides.map((side) => workers[side]!.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The comparison as a table with a line per task and side. */
export function comparisonText({ network, lossDifference, tasks }: Comparison): string {
  const rows = Object.entries(tasks).flatMap(([task, times]) =>
    (Object.entries(times) as [Side, Spread][]).map(([side, { median, min, q1, q3 }], i) => [
      i === 0 ? task : "",
      LABELS[side],
      median,
      min,
      `${q1.toFixed(1)}-${q3.toFixed(1)}`,
      times.torch ? (median / times.torch.median).toFixed(2) : "",
      times.torch ? (min / times.torch.min).toFixed(2) : "",
    ]),
  );
  const head = ["ms", "", "median", "min", "quartiles", "ratio", "ratio of min"];
  const losses = lossDifference?.map((value) => value.toExponential(1)).join(", ");
  const agreement = losses ? `\nlosses of the first updates differ by (relatively): ${losses}` : "";
  return `${network}${agreement}\n${table(head, rows)}`;
}

/** The training and sampling step of the U-Net, beside the same network in PyTorch. */
export const unet: Measurement = {
  name: "unet",
  title: `U-Net beside PyTorch, ${THREADS} threads each, taking turns`,
  async run(options): Promise<Measured> {
    let python: string | undefined;
    let note = "";
    try {
      python = await torchPython(options.say);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      note = `\n\nNo comparison: ${error.message}`;
    }
    const figures: Comparison[] = [];
    for (const network of [shipped, wide]) {
      figures.push(await compareNetwork(network, python, options));
    }
    return { text: figures.map(comparisonText).join("\n\n") + note, figures };
  },
};
