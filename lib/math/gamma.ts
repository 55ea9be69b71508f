import { requireNumber } from "../core/arguments";
import { log1pMinus } from "./log1pMinus";
import { requirePositive } from "./requireNumbers";

/** Bernoulli terms of Stirling's series: B_2k / (2k (2k - 1)). */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];
const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** log Γ(x) - ((x - ½) log x - x + ½ log 2π) for x >= 10, within 1e-17. */
function stirlingRemainder(x: number): number {
  return STIRLING.reduceRight((sum, c) => sum / (x * x) + c, 0) / x;
}

/**
 * log Γ(x) for x > 0, within 1e-14 (absolute near its zeros at 1 and 2): Stirling's series after shifting x to 10 or more.
 * @throws RangeError unless x is a number above 0.
 */
export function logGamma(x: number): number {
  requirePositive("logGamma", "x", x);
  if (x === 1 || x === 2) return 0;
  let product = 1;
  let shifted = x;
  for (; shifted < 10; shifted++) product *= shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI;
  return stirling + stirlingRemainder(shifted) - Math.log(product);
}

/** x^a e^(-x) / Γ(a + 1), a Poisson probability, by Loader's saddle point: no large logarithms are subtracted. */
function poisson(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  return Math.exp(a * log1pMinus((x - a) / a) - stirlingRemainder(a)) / Math.sqrt(2 * Math.PI * a);
}

/** Σ x^k / ((a + 1) ... (a + k)), for x < a + 1. */
function lowerSeries(a: number, x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** Γ(a, x) e^x x^(-a) by Lentz's continued fraction, for x >= a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let k = 1; k < 100_000; k++) {
    const numerator = k * (a - k);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    product *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return product;
}

function requireGammaArguments(where: string, a: number, x: number): void {
  requirePositive(where, "a", a);
  requireNumber(where, "x", x, 0);
}

/** Regularised lower incomplete gamma function P(a, x) = γ(a, x)/Γ(a). @throws RangeError unless a > 0 and x >= 0. */
export function gammaP(a: number, x: number): number {
  requireGammaArguments("gammaP", a, x);
  if (x === 0) return 0;
  if (x < a + 1) return poisson(a, x) * lowerSeries(a, x);
  return 1 - gammaQ(a, x);
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), accurate when small. @throws as `gammaP`. */
export function gammaQ(a: number, x: number): number {
  requireGammaArguments("gammaQ", a, x);
  if (x < a + 1) return 1 - gammaP(a, x);
  return poisson(a, x) * a * upperFraction(a, x);
}
