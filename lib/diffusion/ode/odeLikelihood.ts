import { requireInteger } from "../../core/arguments";
import { compile, type CompiledStep } from "../../core/compile/compile";
import type { NdArray } from "../../core/ndarray";
import * as tf from "../../core/tf";
import { meanEstimate, sampleMean } from "../../math";
import { runLoop, type ProgressListener } from "../../train";
import type { Network } from "../samplers";
import { drawProbes, tracedNetwork, type TraceOptions } from "./divergence";
import { odeRules, type OdeField, type OdeMethodName, type OdePoint } from "./methods";
import { timeGrid, type Node } from "./timeGrid";

/** A noise predictor and the marginals it was trained with. */
export interface NoiseProcess {
  /** ᾱ of the T trained timesteps. */
  readonly alphaBars: Float64Array;
  /** ε(x, t) of x [B,...] and 0-based t [B], differentiable; `model.predictor()` for instance. */
  readonly network: Network;
}

export interface OdeLikelihoodOptions extends TraceOptions {
  /** Steps of the method. @default 50, or as many as the timesteps allow */
  readonly steps?: number;
  /** "rk4": order 4, four evaluations a step; "heun": order 2, two evaluations a step. @default "rk4" */
  readonly method?: OdeMethodName;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** Log-likelihoods in nats per example, [B], and what they consist of. */
export interface OdeLikelihood {
  /** prior + change, the mean over the probes. */
  readonly logLikelihood: Float64Array;
  /** Of `logLikelihood`, from the spread between probes; NaN for one probe, 0 for the exact trace. */
  readonly standardError: Float64Array;
  /** log N(x_T; 0, I) */
  readonly prior: Float64Array;
  /** The integral of the divergence, with log √ᾱ_1 of each dimension. */
  readonly change: Float64Array;
  /** x_T, where the flow takes the examples: [B,...]. */
  readonly latent: NdArray;
  /** How often the network was asked for all examples. */
  readonly evaluations: number;
}

const WHERE = "odeLogLikelihood";

/**
 * Exact log-likelihood of a diffusion model: the probability-flow ODE takes x to noise, and the instantaneous change of
 * variables d log p/du = -div(dx/du) (Chen et al. 2018, theorem 1) accounts for the density on the way; Song et al. 2021
 * (SDE), equations 39 and 40. With x_t = a x_0 + s ε the ODE is dx/du = s ε(x, t) - s² x in u = log(s/a), minus half the
 * log-SNR, so that schedules make no difference but for where the trained timesteps lie; only those are visited.
 *
 * What it is the likelihood of: the model's first marginal is data with noise, x_1 = √ᾱ_1 x_0 + √(1 - ᾱ_1) ε, and no network
 * knows anything before it. So x is taken as x_1/√ᾱ_1, and the density is that of data + N(0, σ_1² I), σ_1² = (1 - ᾱ_1)/ᾱ_1,
 * 1e-4 for DDPM's linear schedule; in nats per example, against dx. The prior at T is N(0, I), as in sampling.
 * "hutchinson" gives unbiased integrals, with the same vectors v all along the way.
 * @param x [B,...]
 * @throws RangeError for ᾱ that do not fall within (0, 1), more steps than timesteps allow (rk4: (T - 1)/2), options out of
 *   range, an output of another shape, or numbers that do not stay finite.
 */
export async function odeLogLikelihood(
  { alphaBars, network }: NoiseProcess,
  x: NdArray,
  options: OdeLikelihoodOptions = {},
): Promise<OdeLikelihood> {
  const { rule, nodes } = plan(alphaBars, options);
  const { stride } = rule;
  const steps = (nodes.length - 1) / stride;
  if (x.shape.length < 2) {
    throw new RangeError(`${WHERE}: x has shape [${x.shape.join(", ")}]; pass one of [B,...].`);
  }
  const probes = drawProbes(WHERE, x.shape, options);
  const step = compile((points, t, directions) => {
    const { epsilon, traces } = tracedNetwork(network, points!, t as tf.Tensor1D, directions!);
    return [epsilon, traces];
  });
  const exact = options.trace === "exact";
  const field = createField(step, probes, exact);
  const [P, B] = probes.shape as [number, number];
  let point: OdePoint = tf.tidy(() => ({
    x: tf.tensor(x.data, [...x.shape], "float32").mul(nodes[0]!.signal),
    change: tf.zeros([exact ? 1 : P, B]),
  }));
  try {
    const { signal, onProgress } = options;
    await runLoop({
      steps,
      run: async (i) => {
        const visited = nodes.slice(i * stride, (i + 1) * stride + 1);
        const inTidy = () => rule.step(field, point, visited);
        const next = tf.tidy(inTidy as unknown as () => { x: tf.Tensor }) as OdePoint;
        tf.dispose([point.x, point.change]);
        point = next;
        await requireFinite(point, visited);
        return {};
      },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    const evaluations = steps * rule.evaluations;
    return await results(point, nodes[0]!, exact, evaluations);
  } finally {
    step.dispose();
    tf.dispose([probes, point.x, point.change]);
  }
}

/** The method and the timesteps that it visits. */
function plan(alphaBars: Float64Array, options: OdeLikelihoodOptions) {
  const { method = "rk4" } = options;
  const rule = odeRules[method];
  if (!rule) {
    throw new RangeError(
      `${WHERE}: no method '${String(method)}'; pass one of ${Object.keys(odeRules).join(", ")}.`,
    );
  }
  const most = Math.floor((alphaBars.length - 1) / rule.stride);
  const { steps = Math.min(50, most) } = options;
  if (most > 0) requireInteger(WHERE, "steps", steps, 1, most);
  return { rule, nodes: timeGrid(WHERE, alphaBars, rule.stride * steps + 1) };
}

/** dx/du = s ε - s² x and its divergence s tr(∂ε/∂x) - s² D, [P,B], or [1,B] of an exact trace. */
function createField(step: CompiledStep, probes: tf.Tensor, exact: boolean): OdeField {
  const [P, B] = probes.shape as [number, number];
  const D = probes.size / (P * B);
  return (x, { t, noise: s }) => {
    const times = tf.fill([B], t);
    const [epsilon, traces] = step.run(x, times, probes) as [tf.Tensor, tf.Tensor];
    const trace = exact ? traces.sum(0, true) : traces;
    return { x: epsilon.mul(s).sub(x.mul(s * s)), change: trace.mul(s).sub(D * s * s) };
  };
}

/** Reads both ends and adds them up in float64. */
async function results(
  { x, change }: OdePoint,
  { signal }: Node,
  exact: boolean,
  evaluations: number,
): Promise<OdeLikelihood> {
  const [latent, changes] = await Promise.all([x.data<"float32">(), change.data<"float32">()]);
  const [P, B] = change.shape as [number, number];
  const D = latent.length / B;
  const perProbe = (b: number) =>
    Float64Array.from({ length: P }, (_, p) => changes[p * B + b]! + D * Math.log(signal));
  const each = (f: (b: number) => number) => Float64Array.from({ length: B }, (_, b) => f(b));
  const prior = each((b) => standardNormalLogDensity(latent.subarray(b * D, (b + 1) * D)));
  const mean = each((b) => sampleMean(perProbe(b)));
  return {
    logLikelihood: prior.map((value, b) => value + mean[b]!),
    standardError: each((b) =>
      exact ? 0 : P === 1 ? NaN : meanEstimate(perProbe(b)).standardError,
    ),
    prior,
    change: mean,
    latent: { data: Float32Array.from(latent), shape: [...x.shape] },
    evaluations,
  };
}

function standardNormalLogDensity(x: ArrayLike<number>): number {
  let square = 0;
  for (let i = 0; i < x.length; i++) square += x[i]! * x[i]!;
  return -(square + x.length * Math.log(2 * Math.PI)) / 2;
}

async function requireFinite(point: OdePoint, visited: readonly Node[]): Promise<void> {
  const sum = tf.tidy(() => point.x.sum().add(point.change.sum()));
  const [value] = await sum.data();
  sum.dispose();
  if (Number.isFinite(value)) return;
  throw new RangeError(
    `${WHERE}: numbers are not finite after the step from t=${visited[0]!.t} to ${visited.at(-1)!.t}; look at what the ` +
      "network gives there.",
  );
}
