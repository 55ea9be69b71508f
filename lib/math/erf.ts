import { requireNumber } from "../core/arguments";

/**
 * Chebyshev coefficients of erfcx(x)/t on t = 4/(4 + x) in (0, 1], made with 60 digits; the first left out is 2e-19.
 * erfcx(x)/t goes to 1/(4√π) smoothly as x grows, so that one series serves every x >= 0.
 */
const COEFFICIENTS = [
  0.40802446954913146, 0.37635823567636745, 0.14758035457222363, 0.049571317930027586,
  0.014227107557117175, 0.003443493262717524, 0.000682254183283808, 0.00010340451975756189,
  9.72854595199015e-6, -1.1988713758412045e-7, -2.1747767703449563e-7, -3.0291767735991394e-8,
  9.47991756520455e-10, 8.633411694990956e-10, 6.872156425953403e-11, -1.7034898438296277e-11,
  -3.3921306868290887e-12, 2.6158087668540244e-13, 1.212767580310864e-13, -2.114689543244809e-15,
  -4.117340933404178e-15, -6.328712721700708e-17, 1.4393110983449846e-16, 4.5614947982841305e-18,
  -5.339094257978135e-18, -1.7350920089597044e-19, 2.1088756431173547e-19,
];

/** Clenshaw's recurrence for Σ c_k T_k(y). */
function chebyshev(y: number): number {
  let [ahead, sum] = [0, 0];
  for (let k = COEFFICIENTS.length - 1; k > 0; k--) {
    [ahead, sum] = [sum, 2 * y * sum - ahead + COEFFICIENTS[k]!];
  }
  return y * sum - ahead + COEFFICIENTS[0]!;
}

/** e^(-factor x²) with the rounding error of x² taken into account; factor a power of 2. */
export function expMinusSquare(x: number, factor = 1): number {
  const high = Math.fround(x);
  return Math.exp(-factor * high * high) * Math.exp(-factor * (x - high) * (x + high));
}

function requireNotNaN(where: string, x: number): void {
  if (Number.isNaN(x)) requireNumber(where, "x", x);
}

/** erf x = 2/√π ∫_0^x e^(-u²) du, within 1e-15 of its magnitude. Infinity gives 1. @throws RangeError for NaN. */
export function erf(x: number): number {
  requireNotNaN("erf", x);
  const size = Math.abs(x);
  if (size > 1) return Math.sign(x) * (1 - erfc(size));
  // 2/√π e^(-x²) Σ 2^n x^(2n+1) / (2n+1)!!: all terms of one sign
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * expMinusSquare(x)) / Math.sqrt(Math.PI)) * sum;
}

/**
 * Scaled complement e^(x²) erfc x, within 1e-15 of its magnitude for x >= 0. It falls like 1/(x √π), where erfc itself
 * leaves the range of numbers (x > 26.5).
 * @throws RangeError for NaN.
 */
export function erfcx(x: number): number {
  requireNotNaN("erfcx", x);
  if (x < 0) return 2 / expMinusSquare(x) - erfcx(-x);
  if (x === Infinity) return 0;
  const t = 4 / (4 + x);
  return t * chebyshev((4 - x) / (4 + x));
}

/** erfc x = 1 - erf x, within 1e-15 of its magnitude on both sides. @throws RangeError for NaN. */
export function erfc(x: number): number {
  requireNotNaN("erfc", x);
  if (x < 0) return 2 - erfc(-x);
  return x > 27.3 ? 0 : expMinusSquare(x) * erfcx(x);
}
