import { requireInteger, requireNumber } from "../../core/arguments";
import { marginalOf, type Marginal } from "../samplers/marginal";

/** A trained timestep on the way of the ODE. */
export interface Node extends Marginal {
  /** 0-based timestep. */
  readonly t: number;
  /** u = log σ = log(s/a), half the negative log-SNR: the time of the ODE. */
  readonly u: number;
}

const nodeAt = (alphaBars: Float64Array, t: number): Node => {
  const { signal, noise } = marginalOf(alphaBars[t]!);
  return { t, signal, noise, u: Math.log(noise / signal) };
};

/** @throws RangeError for a process on which the ODE in log σ is not defined. */
function requireProcess(where: string, alphaBars: Float64Array): void {
  requireInteger(where, "T (length of alphaBars)", alphaBars.length, 3);
  alphaBars.forEach((bar, t) => {
    requireNumber(where, `alphaBars[${t}]`, bar, 0, 1);
    if (bar > 0 && bar < 1 && (t === 0 || bar < alphaBars[t - 1]!)) return;
    throw new RangeError(
      `${where}: alphaBars[${t}]=${bar}; they must fall, between 0 and 1 without the ends, since the ODE runs in log σ. ` +
        "A process with zero terminal SNR has no such ODE for ε: leave its last timestep away.",
    );
  });
}

/**
 * A clock in which steps are about equally hard: ∫ (1 + σ)^(-1/4) d log σ from the first timestep. In log-SNR as long as there
 * is signal; where noise prevails, dx/du falls like 1/σ, and so may the steps grow.
 */
function effort(nodes: readonly Node[]): Float64Array {
  const clock = new Float64Array(nodes.length);
  for (let t = 1; t < nodes.length; t++) {
    const [before, here] = [nodes[t - 1]!, nodes[t]!];
    const sigma = Math.exp((before.u + here.u) / 2);
    clock[t] = clock[t - 1]! + (here.u - before.u) / (1 + sigma) ** 0.25;
  }
  return clock;
}

/**
 * `count` trained timesteps from the first to the last, as evenly spaced in `effort` as whole timesteps allow: the network is
 * only asked where it was trained. Where timesteps are further apart than the spacing (near t = 0), every one is taken.
 * @throws RangeError for more timesteps than there are, fewer than 2, or ᾱ that do not fall strictly within (0, 1).
 */
export function timeGrid(where: string, alphaBars: Float64Array, count: number): Node[] {
  requireProcess(where, alphaBars);
  const T = alphaBars.length;
  requireInteger(where, "number of timesteps visited", count, 2, T);
  const all = Array.from(alphaBars, (_, t) => nodeAt(alphaBars, t));
  const clock = effort(all);
  const nodes = [all[0]!];
  for (let k = 1; k < count; k++) {
    const target = (clock[T - 1]! * k) / (count - 1);
    const last = T - count + k; // leaves one timestep for each node to come
    let t = Math.min(nodes[k - 1]!.t + 1, last);
    while (t < last && Math.abs(clock[t + 1]! - target) <= Math.abs(clock[t]! - target)) t++;
    nodes.push(all[t]!);
  }
  return nodes;
}
