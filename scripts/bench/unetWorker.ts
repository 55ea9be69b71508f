import { writeFileSync } from "node:fs";
import { ready, seed, type Rng } from "../../lib/core";
import { compile, type Step } from "../../lib/core/compile/compile";
import * as tf from "../../lib/core/tf";
import { createUNet, type NoisePredictor, type UNetConfig } from "../../lib/diffusion";
import { mse } from "../../lib/nn";
import { createAdam, createEma, lossAndGradients } from "../../lib/train";
import { serve } from "./serve";

/** How the steps of a worker are run: op by op, or as one call. */
export type Mode = "eager" | "compiled";

/** What the worker builds, and where it puts weights and inputs for the other side. */
export interface BuildRequest {
  readonly config: Required<UNetConfig>;
  readonly batch: number;
  readonly mode: Mode;
  /** Receives all tensors of the description, one after the other, as float32. @default not written */
  readonly file?: string;
}

/** A tensor in the file. */
export interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Times in ms and, for training, the losses. */
export interface StepTimes {
  readonly ms: readonly number[];
  readonly losses?: readonly number[];
}

const LEARNING_RATE = 1e-3;
const EMA_DECAY = 0.999;

type Inputs = readonly [x: tf.Tensor4D, t: tf.Tensor1D, noise: tf.Tensor4D];

/** The network with weights that let a signal through everywhere (fresh ones would give 0), and a fixed batch. */
function build({ config, batch }: BuildRequest): { network: NoisePredictor; inputs: Inputs } {
  const rng = seed(1);
  const network = createUNet(config, rng);
  const values = new Map<string, tf.Tensor>();
  for (const [name, { shape, size }] of network.parameters.variables) {
    values.set(name, weight(name, shape, size, rng.fold(name)));
  }
  network.parameters.assign(values);
  tf.dispose([...values.values()]);
  const shape: [number, number, number, number] = [
    batch,
    config.imageSize,
    config.imageSize,
    config.channels,
  ];
  const t = tf.tensor1d(rng.fold("t").integerArray(batch, { high: 1000 }), "float32");
  return {
    network,
    inputs: [rng.fold("x").normal<tf.Rank.R4>(shape), t, rng.fold("noise").normal(shape)],
  };
}

function weight(name: string, shape: number[], size: number, rng: Rng): tf.Tensor {
  const scale = shape.length > 1 ? Math.sqrt(shape.at(-1)! / size) : 0.1;
  const centre = name.includes("norm") && name.endsWith("weight") ? 1 : 0;
  return tf.tidy(() =>
    rng
      .normal(shape as never)
      .mul(scale)
      .add(centre),
  );
}

function write(file: string, named: readonly (readonly [string, tf.Tensor])[]): TensorEntry[] {
  writeFileSync(
    file,
    Buffer.concat(named.map(([, x]) => Buffer.from(x.dataSync().slice().buffer))),
  );
  return named.map(([name, { shape }]) => ({ name, shape }));
}

/** A training step as the trainer makes it: loss, gradients, Adam, moving average. */
function trainer(network: NoisePredictor, inputs: Inputs, run: (step: Step) => Step) {
  const { variables } = network.parameters;
  const adam = createAdam(variables);
  const ema = createEma(variables, EMA_DECAY);
  let count = 0;
  const update = run((x, t, noise, decay, ...coefficients) => {
    const { loss, gradients } = lossAndGradients(
      () => mse(network.predict(x as tf.Tensor4D, t as tf.Tensor1D), noise!),
      variables,
    );
    adam.apply(gradients, coefficients as tf.Scalar[]);
    ema.update(decay as tf.Scalar);
    return [loss];
  });
  return async (): Promise<number> => {
    count++;
    const coefficients = [ema.decay(count), ...adam.coefficients(LEARNING_RATE, count)];
    const scalars = coefficients.map((value) => tf.scalar(value));
    const [loss] = update(...inputs, ...scalars);
    const [value] = await loss!.data<"float32">();
    tf.dispose([loss!, ...scalars]);
    return value!;
  };
}

/** A prediction of the first `batch` inputs, read back. */
function predictor(network: NoisePredictor, [x, t]: Inputs, batch: number, run: (s: Step) => Step) {
  const predict = run((x, t) => [network.predict(x as tf.Tensor4D, t as tf.Tensor1D)]);
  const some = [x.slice(0, batch), t.slice(0, batch)];
  return async (): Promise<void> => {
    const [epsilon] = predict(...some);
    await epsilon!.data();
    epsilon!.dispose();
  };
}

async function repeat<T>(
  steps: number,
  step: () => Promise<T>,
): Promise<{ ms: number[]; results: T[] }> {
  const ms: number[] = [];
  const results: T[] = [];
  for (let i = 0; i < steps; i++) {
    const began = performance.now();
    results.push(await step());
    ms.push(performance.now() - began);
  }
  return { ms, results };
}

/** A U-Net and the steps that can be asked of it. */
class Bench {
  private readonly network: NoisePredictor;
  private readonly inputs: Inputs;
  private readonly predictors = new Map<number, () => Promise<void>>();
  private readonly train: () => Promise<number>;
  private readonly run: (step: Step) => Step;
  readonly entries: TensorEntry[] | undefined;

  constructor(request: BuildRequest) {
    ({ network: this.network, inputs: this.inputs } = build(request));
    const names = ["x", "t", "noise"];
    const inputs = this.inputs.map((x, i) => [names[i]!, x] as const);
    this.entries =
      request.file === undefined
        ? undefined
        : write(request.file, [...this.network.parameters.variables, ...inputs]);
    this.run =
      request.mode === "compiled"
        ? (step) => compile(step).run
        : (step) =>
            (...inputs) =>
              tf.tidy(() => step(...inputs));
    this.train = trainer(this.network, this.inputs, this.run);
  }

  async trainSteps(steps: number): Promise<StepTimes> {
    const { ms, results } = await repeat(steps, this.train);
    return { ms, losses: results };
  }

  async predictSteps(batch: number, steps: number): Promise<StepTimes> {
    const known = this.predictors.get(batch);
    const predict = known ?? predictor(this.network, this.inputs, batch, this.run);
    this.predictors.set(batch, predict);
    return { ms: (await repeat(steps, predict)).ms };
  }
}

/** Our side of the comparison; the other is unetWorker.py. */
export async function main(): Promise<void> {
  let bench: Bench | undefined;
  const built = (): Bench => {
    if (bench === undefined) throw new Error("nothing is built yet; ask 'build' first");
    return bench;
  };
  await serve({
    describe: async () => (await ready()).summary,
    build: async (request) => {
      await ready();
      bench = new Bench(request as unknown as BuildRequest);
      return bench.entries;
    },
    train: async ({ steps }) => built().trainSteps(Number(steps)),
    predict: async ({ batch, steps }) => built().predictSteps(Number(batch), Number(steps)),
  });
}
