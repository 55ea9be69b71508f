import { semidefiniteFactor, type SemidefiniteFactor } from "./semidefiniteFactor";
import { singularValues } from "./singularValues";

/**
 * tr (A B)^½ of two symmetric positive semi-definite matrices, the sum of the square roots of the eigenvalues of A B.
 * With A = Fᵀ F and B = Gᵀ G it is the sum of the singular values of F Gᵀ, which come out to some 1e-15 of the largest;
 * the square roots of computed eigenvalues would be off by 1e-8 wherever one is zero. Singular matrices are welcome.
 * @param a [n,n] row-major @param b [n,n] row-major
 * @throws RangeError for other lengths, or matrices that are not symmetric positive semi-definite.
 */
export function traceSqrtProduct(a: ArrayLike<number>, b: ArrayLike<number>, n: number): number {
  const [f, g] = [semidefiniteFactor(a, n), semidefiniteFactor(b, n)];
  if (f.rank === 0 || g.rank === 0) return 0;
  const values = singularValues(productTransposed(f, g, n), f.rank, g.rank);
  return values.reduceRight((sum, value) => sum + value, 0); // smallest first
}

/** F Gᵀ, [rank of F, rank of G]: four rows of G at a time. */
function productTransposed(f: SemidefiniteFactor, g: SemidefiniteFactor, n: number): Float64Array {
  const [F, G] = [f.factor, g.factor];
  const out = new Float64Array(f.rank * g.rank);
  for (let j = 0; j < g.rank; j += 4) {
    const last = g.rank - 1; // beyond it the last row again, into the same place
    const [j1, j2, j3] = [Math.min(j + 1, last), Math.min(j + 2, last), Math.min(j + 3, last)];
    const [b0, b1, b2, b3] = [j * n, j1 * n, j2 * n, j3 * n];
    for (let i = 0; i < f.rank; i++) {
      const a = i * n;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0; k < n; k++) {
        const x = F[a + k]!;
        s0 += x * G[b0 + k]!;
        s1 += x * G[b1 + k]!;
        s2 += x * G[b2 + k]!;
        s3 += x * G[b3 + k]!;
      }
      const row = i * g.rank;
      out[row + j] = s0;
      out[row + j1] = s1;
      out[row + j2] = s2;
      out[row + j3] = s3;
    }
  }
  return out;
}
