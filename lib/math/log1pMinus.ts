/** log(1 + u) - u for u > -1, without cancellation for small u. */
export function log1pMinus(u: number): number {
  if (Math.abs(u) > 0.3) return Math.log1p(u) - u;
  // with r = u/(2 + u): log(1 + u) = 2 (r + r³/3 + ...), and 2r - u = -u r
  const r = u / (2 + u);
  let [sum, power] = [0, r];
  for (let k = 3; Math.abs(power) > 1e-18 * Math.abs(sum); k += 2) {
    power *= r * r;
    sum += power / k;
  }
  return 2 * sum - u * r;
}

/** r - 1 - log r of the ratio r = a/b of two numbers above 0: at least 0, and exact to its last digits also near r = 1. */
export function ratioExcess(a: number, b: number): number {
  const excess = (a - b) / b;
  return Math.abs(excess) < 0.3 ? -log1pMinus(excess) : excess - (Math.log(a) - Math.log(b));
}
