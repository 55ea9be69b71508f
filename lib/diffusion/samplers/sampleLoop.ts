import { requireInteger, requireShape } from "../../core/arguments";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import { requireParametrization } from "../../math";
import { runLoop, type ProgressListener } from "../../train";
import { createContext } from "./context";
import { marginals } from "./marginal";
import { callNetwork, type TrainedProcess } from "./network";
import { samplingPlan, type Plan, type PlanOptions } from "./plan";
import type { Output } from "./prediction";
import type { Move, Point, Stepper } from "./stepper";
import { tensorAlgebra } from "./tensorAlgebra";

/** Where to begin: x itself [B,...] (left alive), or the shape of x drawn from `rng.fold("start")`. */
export type Start = tf.Tensor | readonly number[];

export interface SampleOptions extends PlanOptions {
  /** Key of the start and of the steps' noise; without it only deterministic steppers run from a given x. */
  readonly rng?: Rng;
  /** The noise of step `index` of `count`, instead of that of `rng.fold(count - 1 - index)`; the loop frees it. */
  readonly noise?: (index: number, shape: number[]) => tf.Tensor;
  /** How x_0 is brought into its range, where `clip` asks for it. @default every entry to [-1, 1] */
  readonly limit?: (x0: tf.Tensor) => tf.Tensor;
  /** Changes x at the end of every step, in whose tidy it runs: a known part put back, say. [B,...] → the same shape. */
  readonly afterStep?: (x: tf.Tensor, move: Move, index: number) => tf.Tensor;
  /** Sees x (not to keep) and the timestep it is at: the start, then the end of every step, -1 for the sample. */
  readonly visit?: (x: tf.Tensor, t: number) => Promise<void> | void;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface Sampled {
  /** [B,...]; the caller frees it. */
  readonly x: tf.Tensor;
  /** How often the network was asked. */
  readonly evaluations: number;
}

/**
 * Runs a stepper over the timesteps: the one loop of all samplers. What `options` leave open is as in `stepper.conventions`.
 * @throws RangeError for options that do not fit the process or the stepper, a start or an output of another shape, and x
 *   that is not finite after a step; InterruptedError when the signal fires.
 */
export async function sampleLoop(
  process: TrainedProcess,
  stepper: Stepper,
  start: Start,
  options: SampleOptions = {},
): Promise<Sampled> {
  const { visit, signal, onProgress } = options;
  const plan = samplingPlan(process.alphaBars, stepper, options);
  const { moves } = plan;
  const { step, evaluations } = createStep(process, stepper, plan, options);
  let point: Point<tf.Tensor> = { x: startOf(start, options.rng), history: [] };
  try {
    await visit?.(point.x, moves[0]!.from);
    await runLoop({
      steps: moves.length,
      run: async (index) => {
        const next = step(index, point);
        release(point, next);
        point = next;
        await requireFinite(point.x, moves[index]!, stepper);
        await visit?.(point.x, moves[index]!.to);
        return {};
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
  } catch (error) {
    release(point);
    throw error;
  }
  release({ ...point, x: undefined });
  return { x: point.x, evaluations: evaluations() };
}

/** One step of the stepper on tensors, which leaves behind only what it returns; and the count of evaluations. */
function createStep(
  process: TrainedProcess,
  stepper: Stepper,
  { moves, final, clip }: Plan,
  options: SampleOptions,
) {
  const { prediction = "epsilon" } = process;
  requireParametrization("sampleLoop", prediction);
  const algebra = options.limit ? { ...tensorAlgebra, clamp: options.limit } : tensorAlgebra;
  const marginal = marginals(process.alphaBars, final);
  let evaluations = 0;
  const evaluate = (x: tf.Tensor, t: number): Output<tf.Tensor> => {
    requireInteger(stepper.name, "t", t, 0, process.alphaBars.length - 1);
    evaluations++;
    return callNetwork(process.network, x, t);
  };
  const step = (index: number, point: Point<tf.Tensor>): Point<tf.Tensor> => {
    const inTidy = () => {
      const noise = noiseOf(stepper, options, index, moves.length, point.x.shape);
      const context = createContext({
        algebra,
        index,
        count: moves.length,
        marginal,
        evaluate,
        noise,
        prediction,
        clip,
      });
      const { x, history } = stepper.step(point, moves[index]!, context);
      return { x: changed(x, moves[index]!, index, options), history: [...history] };
    };
    return tf.tidy(inTidy as unknown as () => { x: tf.Tensor }) as Point<tf.Tensor>;
  };
  return { step, evaluations: () => evaluations };
}

function changed(x: tf.Tensor, move: Move, index: number, { afterStep }: SampleOptions): tf.Tensor {
  if (!afterStep) return x;
  const after = afterStep(x, move, index);
  requireShape("sampleLoop", "what afterStep returns", after.shape, x.shape);
  return after;
}

/** Draws the step's noise once, when asked; inside the step's tidy. */
function noiseOf(
  { name }: Stepper,
  { rng, noise }: SampleOptions,
  index: number,
  count: number,
  shape: number[],
): () => tf.Tensor {
  let drawn: tf.Tensor | undefined;
  return () => {
    if (drawn) return drawn;
    if (!noise && !rng) {
      throw new RangeError(`sampleLoop: ${name} draws noise in its steps; pass rng.`);
    }
    drawn = noise ? noise(index, shape) : rng!.fold(count - 1 - index).normal(shape as [number]);
    requireShape("sampleLoop", "noise", drawn.shape, shape);
    return drawn;
  };
}

function startOf(start: Start, rng: Rng | undefined): tf.Tensor {
  const shape = start instanceof tf.Tensor ? start.shape : start;
  if (shape.length === 0) {
    throw new RangeError("sampleLoop: the start has no axes; pass x of shape [B,...].");
  }
  for (const size of shape) requireInteger("sampleLoop", "size of an axis", size, 1);
  if (start instanceof tf.Tensor) return start.clone();
  if (rng) return rng.fold("start").normal([...shape] as [number]);
  throw new RangeError(
    "sampleLoop: a shape to start from, but no rng to draw with; pass rng, or x itself.",
  );
}

/** Frees what a point holds, but for what the next one still needs. */
function release(
  point: { readonly x: tf.Tensor | undefined; readonly history: Point<tf.Tensor>["history"] },
  next?: Point<tf.Tensor>,
): void {
  const needed = new Set(next && [next.x, ...next.history.map(({ value }) => value)]);
  const held = new Set([point.x, ...point.history.map(({ value }) => value)]);
  for (const tensor of held) if (tensor && !needed.has(tensor)) tensor.dispose();
}

async function requireFinite(x: tf.Tensor, { from, to }: Move, { name }: Stepper): Promise<void> {
  const all = tf.tidy(() => tf.isFinite(x).all());
  const [finite] = await all.data();
  all.dispose();
  if (finite) return;
  throw new RangeError(
    `sampleLoop: x is not finite after the step of ${name} from t=${from} to ${to}; look at what the network gives there.`,
  );
}
