import { requireInteger, requireNumber, requireShape } from "../../core/arguments";
import type { CompiledStep } from "../../core/compile/compile";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import type { Parametrization } from "../../math";
import { runLoop, type ProgressListener } from "../../train";
import { createContext } from "./context";
import { marginals } from "./marginal";
import { requireParametrization, type Output } from "./prediction";
import type { Clipping, Conventions, Move, Point, Stepper } from "./stepper";
import { tensorAlgebra } from "./tensorAlgebra";
import { inversionMoves, samplingMoves } from "./timesteps";

/** A network of x [B,...] and 0-based timesteps [B] → [B,...], as a function. */
export type Network = (x: tf.Tensor, t: tf.Tensor1D) => tf.Tensor;

/** A trained process: what the samplers need of a diffusion model. */
export interface TrainedProcess {
  /** ᾱ of the T trained timesteps. */
  readonly alphaBars: Float64Array;
  /** As a function, or compiled: `compile((x, t) => [predict(x, t)])`, which the caller disposes. */
  readonly network: Network | Pick<CompiledStep, "run">;
  /** What the network predicts. @default "epsilon" */
  readonly prediction?: Parametrization;
}

/** Where to begin: x itself [B,...] (left alive), or the shape of x drawn from `rng.fold("start")`. */
export type Start = tf.Tensor | readonly number[];

export interface SampleOptions extends Conventions {
  /** Steps visited of the T trained ones; ignored where `moves` are given. @default 50, or T when fewer were trained */
  readonly steps?: number;
  /** The steps themselves, instead of `steps`, `spacing`, `offset`, `aim` and `dropLowest`. */
  readonly moves?: readonly Move[];
  /** Key of the start and of the steps' noise; without it only deterministic steppers run from a given x. */
  readonly rng?: Rng;
  /** The noise of step `index` of `count`, instead of that of `rng.fold(count - 1 - index)`; the loop frees it. */
  readonly noise?: (index: number, shape: number[]) => tf.Tensor;
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
  const moves = plannedMoves(process, stepper, options);
  const { step, evaluations } = createStep(process, stepper, moves, options);
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

/** The steps that the options, and where they say nothing the stepper's conventions, ask for. */
function plannedMoves(
  { alphaBars }: TrainedProcess,
  stepper: Stepper,
  options: SampleOptions,
): readonly Move[] {
  const T = alphaBars.length;
  const { steps = Math.min(50, T), moves } = options;
  requireInteger("sampleLoop", "T (length of alphaBars)", T, 1);
  alphaBars.forEach((bar, t) => requireNumber("sampleLoop", `alphaBars[${t}]`, bar, 0, 1));
  if (moves) {
    if (moves.length === 0) throw new RangeError("sampleLoop: moves is empty; pass at least one.");
    for (const { from, to } of moves) {
      requireInteger("sampleLoop", "from", from, -1, T - 1);
      requireInteger("sampleLoop", "to", to, -1, T - 1);
    }
    return moves;
  }
  const { spacing, offset, aim, dropLowest } = { ...stepper.conventions, ...options };
  const timesteps = {
    ...(spacing !== undefined && { spacing }),
    ...(offset !== undefined && { offset }),
    ...(aim !== undefined && { aim }),
    ...(dropLowest !== undefined && { dropLowest }),
  };
  return stepper.direction === "up"
    ? inversionMoves(T, steps, timesteps)
    : samplingMoves(T, steps, timesteps);
}

/** One step of the stepper on tensors, which leaves behind only what it returns; and the count of evaluations. */
function createStep(
  process: TrainedProcess,
  stepper: Stepper,
  moves: readonly Move[],
  options: SampleOptions,
) {
  const { final, clip = "none" } = { ...stepper.conventions, ...options };
  const { prediction = "epsilon" } = process;
  requireParametrization("sampleLoop", prediction);
  requireClipping(clip, stepper);
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
        algebra: tensorAlgebra,
        index,
        count: moves.length,
        marginal,
        evaluate,
        noise,
        prediction,
        clip,
      });
      const { x, history } = stepper.step(point, moves[index]!, context);
      return { x, history: [...history] };
    };
    return tf.tidy(inTidy as unknown as () => { x: tf.Tensor }) as Point<tf.Tensor>;
  };
  return { step, evaluations: () => evaluations };
}

const clippings: readonly Clipping[] = ["none", "keep-epsilon", "rederive-epsilon"];

function requireClipping(clip: Clipping, { name, epsilonOnly = false }: Stepper): void {
  if (!clippings.includes(clip)) {
    throw new RangeError(`sampleLoop: no clipping '${clip}'; pass one of ${clippings.join(", ")}.`);
  }
  if (clip !== "keep-epsilon" || !epsilonOnly) return;
  throw new RangeError(
    `sampleLoop: clip='keep-epsilon' does nothing with ${name}, which steps by ε alone; pass 'none' or 'rederive-epsilon'.`,
  );
}

/** The network's output at x [B,...] and one t for all; its second half is a variance where the last axis is doubled. */
function callNetwork(
  network: TrainedProcess["network"],
  x: tf.Tensor,
  t: number,
): Output<tf.Tensor> {
  const times = tf.fill([x.shape[0] ?? 1], t) as tf.Tensor1D;
  const value = typeof network === "function" ? network(x, times) : network.run(x, times)[0]!;
  const width = x.shape.at(-1)!;
  const doubled = [...x.shape.slice(0, -1), 2 * width];
  if (value.shape.join() === doubled.join()) {
    const [mean, share] = tf.split(value, 2, -1);
    return { value: mean!, share: share! };
  }
  requireShape("sampleLoop", "the network's output", value.shape, x.shape);
  return { value };
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
