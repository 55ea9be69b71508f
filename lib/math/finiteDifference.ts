import { requireNumber } from "../core/arguments";
import { logDeterminant, type LogDeterminant } from "./determinant";
import { requireLength, requireNumbers, requirePositive } from "./requireNumbers";

export interface FiniteDifferenceOptions {
  /** Step, as a share of max(1, |x|). @default 1e-2 */
  readonly step?: number;
}

/** Weights of f(x + kh) - f(x - kh), k = 1..4, whose sum over h is f' but for an error of h⁸. */
const WEIGHTS = [4 / 5, -1 / 5, 4 / 105, -1 / 280];

function slopes(
  where: string,
  f: (x: number) => ArrayLike<number>,
  x: number,
  step: number,
): Float64Array {
  requireNumber(where, "x", x);
  const h = step * Math.max(1, Math.abs(x));
  const at = (point: number): ArrayLike<number> => {
    const y = f(point);
    for (let i = 0; i < y.length; i++) requireNumber(where, `f(${point})`, y[i]!);
    return y;
  };
  let sum = new Float64Array(0);
  WEIGHTS.forEach((weight, i) => {
    const [up, down] = [x + (i + 1) * h, x - (i + 1) * h];
    const [above, below] = [at(up), at(down)];
    if (i === 0) sum = new Float64Array(above.length);
    requireLength(where, `f(${up})`, above, sum.length);
    requireLength(where, `f(${down})`, below, sum.length);
    const scale = (weight * 2 * (i + 1)) / (up - down); // the step as it was rounded
    sum = sum.map((value, k) => value + scale * (above[k]! - below[k]!));
  });
  return sum;
}

/**
 * f'(x) by central differences of eighth order (error some step⁸ f⁽⁹⁾/630, and 1e-14 |f|/step of rounding).
 * @throws RangeError unless x, the step (above 0) and the values of f are finite.
 */
export function derivative(
  f: (x: number) => number,
  x: number,
  { step = 1e-2 }: FiniteDifferenceOptions = {},
): number {
  requirePositive("derivative", "step", step);
  return slopes("derivative", (point) => [f(point)], x, step)[0]!;
}

/** ∇f, [D] → [D]. @throws RangeError as `derivative`, and for no numbers. */
export function gradient(
  f: (x: Float64Array) => number,
  x: ArrayLike<number>,
  options: FiniteDifferenceOptions = {},
): Float64Array {
  return Float64Array.from(
    columns("gradient", (point) => [f(point)], x, options),
    (c) => c[0]!,
  );
}

/** The columns of the Jacobian: derivatives along each coordinate. */
function columns(
  where: string,
  f: (x: Float64Array) => ArrayLike<number>,
  x: ArrayLike<number>,
  { step = 1e-2 }: FiniteDifferenceOptions,
): Float64Array[] {
  requireNumbers(where, "x", x);
  requirePositive(where, "step", step);
  return Array.from(x, (centre, j) => {
    const along = (value: number): ArrayLike<number> =>
      f(Float64Array.from(x, (other, k) => (k === j ? value : other)));
    return slopes(where, along, centre, step);
  });
}

/** The Jacobian of f: [D] → [M], [M,D], entry i, j being df_i/dx_j. @throws RangeError as `gradient`. */
export function jacobian(
  f: (x: Float64Array) => ArrayLike<number>,
  x: ArrayLike<number>,
  options: FiniteDifferenceOptions = {},
): number[][] {
  const found = columns("jacobian", f, x, options);
  return Array.from(found[0]!, (_, i) => found.map((column) => column[i]!));
}

/**
 * log |det| and sign of the Jacobian of f: [D] → [D], for the change of variables of a flow.
 * @throws RangeError as `gradient`, and when f gives another number of values than it takes.
 */
export function jacobianLogDeterminant(
  f: (x: Float64Array) => ArrayLike<number>,
  x: ArrayLike<number>,
  options: FiniteDifferenceOptions = {},
): LogDeterminant {
  return logDeterminant(jacobian(f, x, options));
}
