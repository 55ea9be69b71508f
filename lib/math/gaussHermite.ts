import { requireInteger } from "../core/arguments";

export interface GaussHermite {
  /** [n], rising. */
  readonly nodes: Float64Array;
  /** [n], of sum 1. */
  readonly weights: Float64Array;
}

/**
 * Nodes and weights with Σ w_i f(x_i) = E[f(x)] for standard normal x and every polynomial f of degree below 2n
 * (Golub & Welsch 1969, here with the roots from Newton's iteration on the orthonormal Hermite recurrence).
 * @param n 1 to 128
 * @throws RangeError for another n.
 */
export function gaussHermite(n: number): GaussHermite {
  requireInteger("gaussHermite", "n", n, 1, 128);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  const found: number[] = [];
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    const middle = 2 * i + 1 === n;
    const root = middle ? 0 : nextRoot(n, found);
    found.push(root);
    const weight = 1 / (n * hermite(n, root)[1] ** 2);
    [nodes[i], nodes[n - 1 - i]] = [middle ? 0 : -root, root];
    weights[i] = weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}

/** Orthonormal Hermite polynomials of degrees n and n - 1 at x. */
function hermite(n: number, x: number): [number, number] {
  let [before, value] = [0, 1];
  for (let k = 0; k < n; k++) {
    [before, value] = [value, (x * value - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
  }
  return [value, before];
}

/** The largest root that is not found yet: Newton's iteration, from above, with the found ones divided out. */
function nextRoot(n: number, found: readonly number[]): number {
  let x = found.length === 0 ? Math.sqrt(4 * n + 2) : found[found.length - 1]! - 1e-6;
  for (let i = 0; i < 500; i++) {
    const [value, before] = hermite(n, x);
    const pull = found.reduce((sum, root) => sum + 1 / (x - root), 0);
    const step = value / (Math.sqrt(n) * before - value * pull);
    x -= step;
    if (Math.abs(step) < 1e-14 * (1 + Math.abs(x))) break;
  }
  const [value, before] = hermite(n, x);
  return x - value / (Math.sqrt(n) * before);
}
