import { writeFileSync } from "node:fs";
import { ready, seed, type Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { peakBytes } from "../peakMemory";
import { serve } from "../serve";
import { timed } from "../timing";
import { createNetwork, type BenchNetwork, type NetworkSpec } from "./network";
import { predictor, runner, sampler, trainer, type Mode } from "./steps";

/** What the worker builds, and where it puts weights and inputs for the other side. */
export interface BuildRequest {
  readonly network: NetworkSpec;
  /** Keep a moving average of the weights while training. */
  readonly average: boolean;
  /** Examples that there are; a step takes the first of them. */
  readonly examples: number;
  readonly mode: Mode;
  /** Receives all tensors of the description, one after the other, as float32. @default not written */
  readonly file?: string;
}

/** A tensor in the file. */
export interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What a turn of steps on a batch is. */
export interface StepRequest {
  readonly do: "train" | "predict" | "sample";
  readonly batch: number;
  readonly steps: number;
  /** Steps of DDIM in one loop of `sample`. */
  readonly evaluations?: number;
}

/** Times in ms; of training the losses, of sampling the mean absolute values of the samples. */
export interface StepTimes {
  readonly ms: readonly number[];
  readonly losses?: readonly number[];
  readonly values?: readonly number[];
}

/** Weights that let a signal through everywhere, where fresh ones are often zero. */
function setWeights({ parameters }: BenchNetwork, rng: Rng): void {
  const values = new Map<string, tf.Tensor>();
  for (const [name, { shape, size }] of parameters.variables) {
    const scale = shape.length > 1 ? Math.sqrt(shape.at(-1)! / size) : 0.1;
    const centre = name.includes("norm") && name.endsWith("weight") ? 1 : 0;
    const value = tf.tidy(() =>
      rng
        .fold(name)
        .normal(shape as never)
        .mul(scale)
        .add(centre),
    );
    values.set(name, value);
  }
  parameters.assign(new Map<string, tf.Tensor>([...parameters.buffers, ...values]));
  tf.dispose([...values.values()]);
}

function write(file: string, named: Iterable<readonly [string, tf.Tensor]>): TensorEntry[] {
  const all = [...named];
  const bytes = all.map(([, x]) => Buffer.from(x.dataSync().slice().buffer));
  writeFileSync(file, Buffer.concat(bytes));
  return all.map(([name, { shape }]) => ({ name, shape }));
}

/** A step that can be timed; it may say a loss, or what it sampled. */
type Step = () => Promise<number | undefined>;

/** A network, and the steps that can be asked of it. */
class Bench {
  private readonly network: BenchNetwork;
  private readonly inputs: ReadonlyMap<string, tf.Tensor>;
  private readonly steps = new Map<string, Step>();
  readonly entries: TensorEntry[] | undefined;

  constructor(private readonly request: BuildRequest) {
    const rng = seed(1);
    this.network = createNetwork(request.network, rng);
    setWeights(this.network, rng);
    this.inputs = this.network.inputs(request.examples, rng);
    const { variables } = this.network.parameters;
    if (request.file) this.entries = write(request.file, [...variables, ...this.inputs]);
  }

  async run({ do: what, batch, steps, evaluations = 0 }: StepRequest): Promise<StepTimes> {
    const step = this.step(what, batch, evaluations);
    const ms: number[] = [];
    const results: number[] = [];
    for (let i = 0; i < steps; i++) {
      const { ms: time, result } = await timed(step);
      ms.push(time);
      if (result !== undefined) results.push(result);
    }
    if (what === "predict") return { ms };
    return what === "train" ? { ms, losses: results } : { ms, values: results };
  }

  private step(what: StepRequest["do"], batch: number, evaluations: number): Step {
    const key = `${what} ${batch} ${evaluations}`;
    const known = this.steps.get(key);
    if (known) return known;
    const inputs = [...this.inputs.values()].map((x) => x.slice(0, batch));
    const run = runner(this.request.mode);
    const make: Record<StepRequest["do"], () => Step> = {
      train: () => trainer(this.network, inputs, run, this.request.average),
      predict: () => predictor(this.network, inputs, run),
      sample: () => sampler(this.network, inputs, run, evaluations),
    };
    const step = make[what]();
    this.steps.set(key, step);
    return step;
  }
}

/** Our side of the comparison; the other is worker.py. */
export async function main(): Promise<void> {
  let bench: Bench | undefined;
  const run = async (request: object): Promise<StepTimes> => {
    if (bench === undefined) throw new Error("nothing is built yet; ask 'build' first");
    return bench.run(request as StepRequest);
  };
  await serve({
    describe: async () => (await ready()).summary,
    build: async (request) => {
      await ready();
      bench = new Bench(request as unknown as BuildRequest);
      return bench.entries;
    },
    train: run,
    predict: run,
    sample: run,
    peak: async () => peakBytes() / 1e6,
  });
}
