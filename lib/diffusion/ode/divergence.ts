import { requireInteger, requireShape } from "../../core/arguments";
import type { Rng } from "../../core/rng";
import * as tf from "../../core/tf";
import type { Network } from "../samplers";

/**
 * How the divergence Σ ∂ε_i/∂x_i is found from products vᵀ(∂ε/∂x), each as dear as a gradient:
 * - "hutchinson": v random with E[v vᵀ] = I, so that E[vᵀ (∂ε/∂x) v] is the trace; Hutchinson 1990, Grathwohl et al. 2019.
 * - "exact": v each unit vector, D products; for few dimensions.
 */
export type TraceMethod = "hutchinson" | "exact";

/** Distribution of v: ±1, or standard normal. */
export type ProbeKind = "rademacher" | "gaussian";

export interface TraceOptions {
  /** @default "hutchinson" */
  readonly trace?: TraceMethod;
  /** Vectors v for each example with "hutchinson". @default 1 */
  readonly probes?: number;
  /** "rademacher" has the smaller variance: of a symmetric Jacobian, nothing comes from its diagonal. @default "rademacher" */
  readonly probe?: ProbeKind;
  /** Key of the v, needed for "hutchinson". */
  readonly rng?: Rng;
}

const methods: readonly TraceMethod[] = ["hutchinson", "exact"];
const kinds: readonly ProbeKind[] = ["rademacher", "gaussian"];

function requireKnown<T>(where: string, name: string, value: T, all: readonly T[]): void {
  if (all.includes(value)) return;
  throw new RangeError(
    `${where}: no ${name} '${String(value)}'; pass one of ${all.map(String).join(", ")}.`,
  );
}

/**
 * The vectors v for x of shape [B,...], [P,B,...]; "exact" has P = D, the unit vectors.
 * @throws RangeError for an unknown method or kind, no probes, or no key to draw with.
 */
export function drawProbes(
  where: string,
  shape: readonly number[],
  options: TraceOptions,
): tf.Tensor {
  const { trace = "hutchinson", probes = 1, probe = "rademacher", rng } = options;
  requireKnown(where, "trace", trace, methods);
  requireKnown(where, "probe", probe, kinds);
  requireInteger(where, "probes", probes, 1);
  const [B = 0, ...event] = shape;
  if (trace === "exact") {
    const D = event.reduce((a, b) => a * b, 1);
    return tf.tidy(() =>
      tf
        .eye(D)
        .reshape([D, 1, ...event])
        .tile([1, B, ...event.map(() => 1)]),
    );
  }
  if (!rng) {
    throw new RangeError(
      `${where}: Hutchinson's trace draws random vectors; pass rng, or trace: "exact".`,
    );
  }
  const size = [probes, ...shape] as [number];
  if (probe === "gaussian") return rng.normal(size);
  return tf.tidy(() => rng.uniform(size).less(0.5).mul(2).sub(1));
}

/** Of ε at x: its values [B,...], and vᵀ (∂ε/∂x) v for each v, [P,B]. */
export interface TracedNetwork {
  readonly epsilon: tf.Tensor;
  readonly traces: tf.Tensor2D;
}

/**
 * One evaluation of the network together with its vector-Jacobian products, differentiable code for `compile`.
 * The examples must not depend on each other, so that batch normalisation in training is none of the network.
 * @param x [B,...] @param t [B] @param probes [P,B,...]
 */
export function tracedNetwork(
  network: Network,
  x: tf.Tensor,
  t: tf.Tensor1D,
  probes: tf.Tensor,
): TracedNetwork {
  const [P, B] = probes.shape as [number, number];
  const event = x.shape.slice(1);
  const repeated = x.tile([P, ...event.map(() => 1)]); // [P·B,...], probe by probe
  const times = t.tile([P]) as tf.Tensor1D;
  const cotangents = probes.reshape(repeated.shape);
  let shape: number[] = [];
  const run = tf.valueAndGrad((points) => {
    const epsilon = network(points, times);
    shape = epsilon.shape;
    return shape.join() === points.shape.join() ? epsilon : points.neg(); // refused below: a throw in here leaks the tape
  });
  const { value, grad } = run(repeated, cotangents);
  requireShape("odeLogLikelihood", "the network's output", shape, repeated.shape);
  const products = grad.mul(cotangents).reshape([P, B, -1]);
  return { epsilon: value.slice([0], [B]), traces: products.sum(2) };
}
