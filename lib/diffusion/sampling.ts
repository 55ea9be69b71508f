import { requireInteger, requireShape } from "../core/arguments";
import { compile, type CompiledStep } from "../core/compile/compile";
import { toNdArray, type NdArray } from "../core/ndarray";
import * as tf from "../core/tf";
import { conditionInputs, type Conditioning } from "./conditioning";
import { askNetwork } from "./denoiser";
import type { SampledModel } from "./predictor";
import { ancestral, ddimInversion, sampleLoop } from "./samplers";
import type { SampleOptions, Stepper, TrainedProcess } from "./samplers";
import { dynamicThreshold, requireDynamicThreshold, type DynamicThreshold } from "./thresholding";

/** What `sampleLoop` takes, and what the model makes of it. */
export interface DdpmSampleOptions
  extends Omit<SampleOptions, "limit" | "visit" | "noise">, Conditioning {
  /** The method. @default `ancestral()`, DDPM's own, with the learned variance where there is one */
  readonly sampler?: Stepper;
  /** Steps visited of the trained ones. @default 100, or all when fewer were trained */
  readonly steps?: number;
  /** x_T to begin with, [n,...]. @default drawn from `rng` */
  readonly start?: NdArray;
  /** Dynamic thresholding of x_0 in place of clipping to [-1, 1]. @default none */
  readonly dynamicThreshold?: DynamicThreshold;
}

/** From a clean example to the noise that it comes from; see `ddimInversion`. */
export type EncodeOptions = Omit<DdpmSampleOptions, "sampler" | "start" | "dynamicThreshold">;

/** What a sampler passed through. */
export interface Trajectory {
  /** Examples from noise (first) to sample (last): steps + 1 arrays [n,...]. */
  readonly steps: readonly NdArray[];
  /** The trained step (0-based) that each is at; -1 for the finished sample. */
  readonly timesteps: readonly number[];
}

/** The ways to draw from a model. */
export interface Sampling {
  /** The model as the samplers see it; its compiled network is the model's and ends with it. */
  denoiser(conditioning?: Conditioning): TrainedProcess;
  sample(n: number, options: DdpmSampleOptions): Promise<NdArray>;
  sampleTrajectory(n: number, options: DdpmSampleOptions): Promise<Trajectory>;
  encode(examples: NdArray, options?: EncodeOptions): Promise<NdArray>;
  dispose(): void;
}

export function createSampling(model: SampledModel): Sampling {
  const { process, target, network, channels, eventShape } = model;
  const learned = network.outChannels === 2 * channels;
  const compiled = new Map<string, CompiledStep>();

  const denoiser = (conditioning: Conditioning = {}): TrainedProcess => {
    const { kind, tensors, condition } = conditionInputs(conditioning, network.classes);
    const make = () =>
      compile((x, t, ...inputs) => {
        const { output, spread } = askNetwork(model, x!, condition(t as tf.Tensor1D, inputs));
        return [spread ? tf.concat([output, spread], -1) : output];
      });
    const step = compiled.get(kind) ?? make();
    compiled.set(kind, step);
    const run: CompiledStep["run"] = (x, t) => {
      const inputs = tensors(x!.shape[0]!);
      try {
        return step.run(x!, t!, ...inputs);
      } finally {
        tf.dispose(inputs);
      }
    };
    return { alphaBars: process.alphaBars, prediction: target, network: { run } };
  };

  const draw = async (
    n: number,
    options: DdpmSampleOptions,
    visit?: SampleOptions["visit"],
  ): Promise<tf.Tensor> => {
    requireInteger("sample", "n", n, 1);
    const { sampler, start, labels, guidance, dynamicThreshold: threshold, ...rest } = options;
    const stepper = sampler ?? ancestral(learned ? { variance: "learned-range" } : {});
    const asked = conditioningOf({ labels, guidance });
    conditionInputs(asked, network.classes)
      .tensors(n)
      .forEach((tensor) => tensor.dispose()); // checked before the start
    const loop: SampleOptions = {
      steps: Math.min(100, process.T),
      ...rest,
      ...limited(stepper, rest, threshold),
      ...(visit && { visit }),
    };
    if (!start) return (await sampleLoop(denoiser(asked), stepper, [n, ...eventShape], loop)).x;
    requireShape("sample", "start", start.shape, [n, ...eventShape]);
    return from(start, (x) => sampleLoop(denoiser(asked), stepper, x, loop));
  };

  return {
    denoiser,
    sample: async (n, options) => toNdArray(await draw(n, options)),
    async sampleTrajectory(n, options) {
      const steps: NdArray[] = [];
      const timesteps: number[] = [];
      const last = await draw(n, options, async (x, t) => {
        timesteps.push(t);
        steps.push({ data: Float32Array.from(await x.data<"float32">()), shape: [...x.shape] });
      });
      last.dispose();
      return { steps, timesteps };
    },
    async encode(examples, options = {}) {
      const { labels, guidance, ...loop } = options;
      requireShape("encode", "examples", examples.shape, [-1, ...eventShape]);
      const asked = conditioningOf({ labels, guidance });
      const steps = { steps: Math.min(100, process.T), ...loop };
      const run = (x: tf.Tensor) => sampleLoop(denoiser(asked), ddimInversion(), x, steps);
      return toNdArray(await from(examples, run));
    },
    dispose() {
      for (const step of compiled.values()) step.dispose();
      compiled.clear();
    },
  };
}

/** Without what was left out. */
const conditioningOf = ({
  labels,
  guidance,
}: {
  readonly labels: Conditioning["labels"] | undefined;
  readonly guidance: Conditioning["guidance"] | undefined;
}): Conditioning => ({
  ...(labels !== undefined && { labels }),
  ...(guidance && { guidance }),
});

/** Runs a loop from given numbers. */
async function from(
  { data, shape }: NdArray,
  loop: (x: tf.Tensor) => Promise<{ readonly x: tf.Tensor }>,
): Promise<tf.Tensor> {
  const x = tf.tensor(data, [...shape]);
  try {
    return (await loop(x)).x;
  } finally {
    x.dispose();
  }
}

/** Thresholding takes the place of clipping, and is switched on by itself where a method does not clip. */
function limited(
  { conventions, epsilonOnly }: Stepper,
  { clip = conventions.clip ?? "none" }: SampleOptions,
  threshold: DynamicThreshold | undefined,
): Pick<SampleOptions, "clip" | "limit"> {
  if (!threshold) return {};
  requireDynamicThreshold(threshold);
  const needed = epsilonOnly ? "rederive-epsilon" : "keep-epsilon";
  return { clip: clip === "none" ? needed : clip, limit: (x0) => dynamicThreshold(x0, threshold) };
}
