import type { Rng } from "../core/rng";
import { requireInteger, requireNumber } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";
import type { VectorField } from "./vpSde";

/** A stretch of time, in equal steps; `to` may be before `from`. */
export interface TimeSteps {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

function requireSteps(where: string, x: Float64Array, { from, to, steps }: TimeSteps): void {
  requireNumbers(where, "x", x);
  requireNumber(where, "from", from);
  requireNumber(where, "to", to);
  requireInteger(where, "steps", steps, 1);
}

/** Runs `advance` over the steps and keeps x at every time. */
function path(
  where: string,
  start: Float64Array,
  time: TimeSteps,
  advance: (x: Float64Array, t: number, next: number, index: number) => Float64Array,
): Float64Array[] {
  requireSteps(where, start, time);
  const { from, to, steps } = time;
  const at = (i: number): number => (i === steps ? to : from + ((to - from) * i) / steps); // never beyond the end
  const visited = [Float64Array.from(start)];
  for (let i = 0; i < steps; i++) {
    const next = advance(visited[i]!, at(i), at(i + 1), i);
    requireNumbers(where, `x after step ${i + 1}`, next);
    visited.push(next);
  }
  return visited;
}

export type OdeMethod = "euler" | "heun" | "rk4";

const plus = (x: Float64Array, h: number, slope: Float64Array): Float64Array =>
  x.map((value, i) => value + h * slope[i]!);

type OdeStep = (f: VectorField, x: Float64Array, t: number, next: number) => Float64Array;

const odeSteps: Record<OdeMethod, OdeStep> = {
  euler: (f, x, t, next) => plus(x, next - t, f(x, t)),
  heun: (f, x, t, next) => {
    const h = next - t;
    const first = f(x, t);
    const second = f(plus(x, h, first), next);
    return x.map((value, i) => value + (h / 2) * (first[i]! + second[i]!));
  },
  rk4: (f, x, t, next) => {
    const [h, middle] = [next - t, (t + next) / 2];
    const k1 = f(x, t);
    const k2 = f(plus(x, h / 2, k1), middle);
    const k3 = f(plus(x, h / 2, k2), middle);
    const k4 = f(plus(x, h, k3), next);
    return x.map((value, i) => value + (h / 6) * (k1[i]! + 2 * (k2[i]! + k3[i]!) + k4[i]!));
  },
};

/**
 * dx/dt = f(x, t) in equal steps, by Euler's, Heun's or the classical Runge-Kutta method, of order 1, 2 and 4. x may hold
 * many points at once, whatever f does with them.
 * @returns x at every time, the start first: steps + 1 arrays.
 * @throws RangeError for no x, times or steps that are none, and x that does not stay finite.
 */
export function solveOde(
  f: VectorField,
  start: Float64Array,
  options: TimeSteps & { readonly method?: OdeMethod },
): Float64Array[] {
  const { method = "rk4" } = options;
  if (!Object.hasOwn(odeSteps, method)) {
    throw new RangeError(
      `solveOde: no method '${String(method)}'; pass one of ${Object.keys(odeSteps).join(", ")}.`,
    );
  }
  const checked = requireField("solveOde", "f", f);
  return path("solveOde", start, options, (x, t, next) => odeSteps[method](checked, x, t, next));
}

/** The field, whose values must be as many as x. */
const requireField =
  (where: string, name: string, f: VectorField): VectorField =>
  (x, t) => {
    const slope = f(x, t);
    requireLength(where, `${name}(x, t)`, slope, x.length);
    return slope;
  };

export interface SdeOptions extends TimeSteps {
  /** Step i draws with the key rng.fold(i). */
  readonly rng: Rng;
}

/**
 * dx = f(x, t) dt + g(t) dw by the Euler-Maruyama method, x + f h + g √|h| z, also backwards in time (`to` < `from`), as the
 * reverse-time SDE runs; errors in distribution are of order h. x may hold many points at once.
 * @returns as `solveOde`. @throws RangeError as `solveOde`.
 */
export function eulerMaruyama(
  { drift, diffusion }: { readonly drift: VectorField; readonly diffusion: (t: number) => number },
  start: Float64Array,
  options: SdeOptions,
): Float64Array[] {
  const checked = requireField("eulerMaruyama", "drift", drift);
  return path("eulerMaruyama", start, options, (x, t, next, index) => {
    const [h, slope] = [next - t, checked(x, t)];
    const spread = diffusion(t) * Math.sqrt(Math.abs(h));
    const noise = options.rng.fold(index).normalArray(x.length);
    return x.map((value, i) => value + h * slope[i]! + spread * noise[i]!);
  });
}
