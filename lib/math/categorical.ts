/**
 * The category into whose share of [0, 1) the uniform number u falls. Categories of probability 0 are never drawn, also
 * where rounding leaves the sum of all below u.
 */
export function categoryAt(probabilities: ArrayLike<number>, u: number): number {
  let [sum, last] = [0, 0];
  for (let k = 0; k < probabilities.length; k++) {
    if (probabilities[k] === 0) continue;
    last = k;
    sum += probabilities[k]!;
    if (u < sum) break;
  }
  return last;
}
