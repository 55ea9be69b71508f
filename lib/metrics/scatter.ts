import type { NdArray } from "../core/ndarray";

/**
 * Adds Σ (x - m)(x - m)ᵀ of the rows x of features [n,D] with mean m to the upper triangle of `scatter` [D,D], in
 * float64, and returns m.
 */
export function addScatter(scatter: Float64Array, { data, shape }: NdArray): Float64Array {
  const [n, D] = [shape[0]!, shape[1]!];
  const columns = new Float64Array(D * n); // [D,n], so that sums run along memory
  const mean = new Float64Array(D);
  for (let j = 0; j < D; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += data[k * D + j]!;
    const m = sum / n;
    mean[j] = m;
    for (let k = 0; k < n; k++) columns[j * n + k] = data[k * D + j]! - m;
  }
  for (let i = 0; i < D; i += 2) addTwoRows(scatter, columns, { i, n, D });
  return mean;
}

/** Rows i and i + 1 of the upper triangle, two columns at a time: four products for four numbers read. */
function addTwoRows(
  scatter: Float64Array,
  x: Float64Array,
  { i, n, D }: { i: number; n: number; D: number },
): void {
  const i1 = Math.min(i + 1, D - 1); // beyond the last column the last again, written only once
  const [a, b] = [i * n, i1 * n];
  for (let j = i; j < D; j += 2) {
    const j1 = Math.min(j + 1, D - 1);
    const [c, d] = [j * n, j1 * n];
    let [ac, ad, bc, bd] = [0, 0, 0, 0];
    for (let k = 0; k < n; k++) {
      const xa = x[a + k]!;
      const xb = x[b + k]!;
      const xc = x[c + k]!;
      const xd = x[d + k]!;
      ac += xa * xc;
      ad += xa * xd;
      bc += xb * xc;
      bd += xb * xd;
    }
    scatter[i * D + j] = scatter[i * D + j]! + ac;
    if (j1 > j) scatter[i * D + j1] = scatter[i * D + j1]! + ad;
    if (i1 > i && j > i) scatter[i1 * D + j] = scatter[i1 * D + j]! + bc;
    if (i1 > i && j1 > j) scatter[i1 * D + j1] = scatter[i1 * D + j1]! + bd;
  }
}
