import { requireInteger, requireNumber } from "../core/arguments";
import { logGamma } from "./gamma";
import { matrixProduct } from "./matrices";
import { requireNumbers } from "./requireNumbers";
import type { TestResult } from "./zTest";

/**
 * One-sample Kolmogorov-Smirnov test: the largest distance D between the empirical and a given continuous distribution
 * function, with the p-value of `kolmogorovTail`.
 * @throws RangeError for no values, values that are not finite, or a cdf outside [0, 1].
 */
export function kolmogorovSmirnovTest(
  sample: ArrayLike<number>,
  cdf: (x: number) => number,
): TestResult {
  requireNumbers("kolmogorovSmirnovTest", "sample", sample);
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let statistic = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    requireNumber("kolmogorovSmirnovTest", `cdf(${x})`, p, 0, 1);
    statistic = Math.max(statistic, p - i / n, (i + 1) / n - p);
  });
  return { statistic, pValue: kolmogorovTail(statistic, n) };
}

/** n d² from which 2 P(D⁺ > d) stands for P(D > d): they differ by a share of some e^(-6 n d²), 2e-8 here. */
const TAIL = 3;
/** Up to so many values the body is exact; above, the limit with Vrbik's correction is within 3e-5. */
const EXACT = 1000;

/**
 * P(D_n >= d) of n independent draws: for n d² >= 3 twice the one-sided probability (Birnbaum & Tingey 1951), otherwise the
 * exact matrix power of Marsaglia, Tsang & Wang 2003 (n <= 1000), or Kolmogorov's limit with the correction of Vrbik 2018.
 * @throws RangeError unless d is in [0, 1] and n a positive integer.
 */
export function kolmogorovTail(d: number, n: number): number {
  requireNumber("kolmogorovTail", "d", d, 0, 1);
  requireInteger("kolmogorovTail", "n", n, 1);
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  if (n * d * d >= TAIL || d >= 0.5) return Math.min(1, 2 * oneSidedTail(d, n));
  if (n <= EXACT) return 1 - marsagliaTsangWang(d, n);
  const x = Math.sqrt(n) * d;
  return kolmogorovLimitTail(x + 1 / (6 * Math.sqrt(n)) + (x - 1) / (4 * n));
}

/** P(D⁺ >= d) = d Σ_j C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j), of terms above 0 only. */
function oneSidedTail(d: number, n: number): number {
  let sum = 0;
  const logFactorial = logGamma(n + 1);
  for (let j = 0; j < n * (1 - d); j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) continue;
    const choose = logFactorial - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(choose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/** P(√n D > x) for n → ∞: 2 Σ (-1)^(k-1) e^(-2 k² x²), or Jacobi's dual series for small x. */
export function kolmogorovLimitTail(x: number): number {
  requireNumber("kolmogorovLimitTail", "x", x, 0);
  if (x === 0) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k < 40; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2);
  return sum;
}

/** P(D_n < d) as n!/n^n times the middle entry of a power of a (2k - 1) by (2k - 1) matrix, k = ⌊n d⌋ + 1. */
function marsagliaTsangWang(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const { matrix, exponent } = scaledPower(stepMatrix(k, k - n * d), n);
  let [value, scale] = [matrix[k - 1]![k - 1]!, exponent];
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) [value, scale] = [value * 1e140, scale - 140];
  }
  return value * 10 ** scale;
}

function stepMatrix(k: number, h: number): number[][] {
  const m = 2 * k - 1;
  const factorial = (i: number): number => Math.exp(logGamma(i + 1));
  return Array.from({ length: m }, (_, i) =>
    Array.from({ length: m }, (_, j) => {
      if (i - j + 1 < 0) return 0;
      let value = 1;
      if (j === 0) value -= h ** (i + 1);
      if (i === m - 1) value -= h ** (m - j);
      if (i === m - 1 && j === 0) value += Math.max(0, 2 * h - 1) ** m;
      return value / factorial(i - j + 1);
    }),
  );
}

interface Scaled {
  readonly matrix: number[][];
  /** The matrix is to be multiplied with 10 to this power. */
  readonly exponent: number;
}

function multiply(a: Scaled, b: Scaled): Scaled {
  const matrix = matrixProduct(a.matrix, b.matrix);
  const exponent = a.exponent + b.exponent;
  const middle = (matrix.length - 1) / 2;
  if (matrix[middle]![middle]! < 1e140) return { matrix, exponent };
  return { matrix: matrix.map((row) => row.map((x) => x * 1e-140)), exponent: exponent + 140 };
}

function scaledPower(matrix: number[][], n: number): Scaled {
  if (n === 1) return { matrix, exponent: 0 };
  const half = scaledPower(matrix, Math.floor(n / 2));
  const square = multiply(half, half);
  return n % 2 === 0 ? square : multiply(square, { matrix, exponent: 0 });
}
