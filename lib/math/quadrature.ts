import { requireNumber } from "../core/arguments";

/** Gauss-Kronrod nodes on [0, 1] (7 and 15 points; QUADPACK qk15), with their Kronrod and Gauss weights. */
const NODES = [
  [0.9914553711208126, 0.022935322010529224, 0],
  [0.9491079123427585, 0.06309209262997856, 0.1294849661688697],
  [0.8648644233597691, 0.10479001032225019, 0],
  [0.7415311855993945, 0.14065325971552592, 0.27970539148927664],
  [0.5860872354676911, 0.1690047266392679, 0],
  [0.4058451513773972, 0.19035057806478542, 0.3818300505051189],
  [0.20778495500789848, 0.20443294007529889, 0],
] as const;
const CENTRE = { kronrod: 0.20948214108472782, gauss: 0.4179591836734694 };

export interface QuadratureOptions {
  /** Stops when the estimated error is below this share of the integral. @default 1e-13 */
  readonly relative?: number;
  /** Or below this. @default 1e-300 */
  readonly absolute?: number;
  /** Where to split first: kinks, and the places of narrow peaks, which equally spaced points could miss. */
  readonly points?: readonly number[];
  /** Intervals to work on before giving up. @default 2000 */
  readonly maxIntervals?: number;
}

export interface Quadrature {
  readonly value: number;
  /** Estimated error; of smooth integrands usually far above the true one. */
  readonly error: number;
}

interface Segment {
  readonly f: (x: number) => number;
  readonly from: number;
  readonly to: number;
}

interface Piece extends Segment, Quadrature {
  /** Integral of the integrand's magnitude: rounding leaves an error of some 1e-16 of it. */
  readonly size: number;
}

/** One interval: the 15-point rule, and its distance from the 7-point rule as error. */
function piece({ f, from, to }: Segment): Piece {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  const at = (x: number): number => {
    const y = f(x);
    if (Number.isFinite(y)) return y;
    throw new RangeError(
      `integrate: the integrand is ${y} at ${x}; it must be finite, also far out (take limits yourself).`,
    );
  };
  const centre = at(middle);
  let kronrod = CENTRE.kronrod * centre;
  let gauss = CENTRE.gauss * centre;
  let size = CENTRE.kronrod * Math.abs(centre);
  for (const [node, weightK, weightG] of NODES) {
    const [left, right] = [at(middle - half * node), at(middle + half * node)];
    kronrod += weightK * (left + right);
    gauss += weightG * (left + right);
    size += weightK * (Math.abs(left) + Math.abs(right));
  }
  const error = Math.abs(kronrod - gauss) * half;
  return { f, from, to, value: kronrod * half, error, size: size * half };
}

/** Bisects the worst interval until the errors sum to little enough. */
function adapt(segments: readonly Segment[], options: QuadratureOptions): Quadrature {
  const { relative = 1e-13, absolute = 1e-300, maxIntervals = 2000 } = options;
  const pieces = segments.map(piece);
  const total = (key: "value" | "error" | "size") => pieces.reduce((sum, p) => sum + p[key], 0);
  for (;;) {
    const [value, error, size] = [total("value"), total("error"), total("size")];
    if (error <= Math.max(absolute, relative * Math.abs(value), 2e-15 * size)) {
      return { value, error };
    }
    if (pieces.length >= maxIntervals) {
      throw new RangeError(
        `integrate: error ${error} after ${pieces.length} intervals (value ${value}); allow a larger error, or name kinks in 'points'.`,
      );
    }
    const worst = pieces.reduce((w, p, i) => (p.error > pieces[w]!.error ? i : w), 0);
    const { f, from, to } = pieces[worst]!;
    const middle = (from + to) / 2;
    pieces.splice(worst, 1, piece({ f, from, to: middle }), piece({ f, from: middle, to }));
  }
}

/**
 * ∫ f(x) dx from `from` to `to`, either of which may be infinite, by adaptive Gauss-Kronrod quadrature (7 and 15 points,
 * as QUADPACK's QAGP and QAGI).
 * @throws RangeError for NaN ends, from > to, a point outside the range, an integrand that is not finite, or when the
 *   error does not come down.
 */
export function integrate(
  f: (x: number) => number,
  from: number,
  to: number,
  options: QuadratureOptions = {},
): Quadrature {
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) {
    throw new RangeError(`integrate: from=${from} to=${to}; expected numbers with from <= to.`);
  }
  if (from === to) return { value: 0, error: 0 };
  const points = [...(options.points ?? [])].sort((a, b) => a - b);
  points.forEach((p) => requireNumber("integrate", "point", p, from, to));
  const whole = from === -Infinity && to === Infinity && points.length === 0;
  const edges = [...new Set([from, ...(whole ? [0] : points), to])];
  const segments = edges.slice(1).map((end, i) => segment(f, edges[i]!, end));
  return adapt(segments, options);
}

/** A segment with an infinite end is mapped to [0, 1] by x = end ± u/(1 - u). */
function segment(f: (x: number) => number, from: number, to: number): Segment {
  if (Number.isFinite(from) && Number.isFinite(to)) return { f, from, to };
  const [start, sign] = Number.isFinite(from) ? [from, 1] : [to, -1];
  const mapped = (u: number): number => f(start + (sign * u) / (1 - u)) / (1 - u) ** 2;
  return { f: mapped, from: 0, to: 1 };
}

/**
 * ∫∫ f(x, y) dx dy over a rectangle with finite or infinite sides: `integrate` within `integrate`.
 * @throws RangeError as `integrate` does.
 */
export function integrate2d(
  f: (x: number, y: number) => number,
  [fromX, toX]: readonly [number, number],
  [fromY, toY]: readonly [number, number],
  options: Omit<QuadratureOptions, "points"> = {},
): Quadrature {
  const { relative = 1e-9, absolute = 1e-14 } = options;
  const accuracy = { ...options, relative, absolute };
  const inner = { ...accuracy, relative: relative / 10, absolute: absolute / 10 };
  return integrate((x) => integrate((y) => f(x, y), fromY, toY, inner).value, fromX, toX, accuracy);
}
