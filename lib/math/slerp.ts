import { requireNumber } from "../core/arguments";
import { requireLength, requireNumbers } from "./requireNumbers";

/** Angles from π by less than this leave the way between the vectors to chance: 1e-6 already costs six digits. */
const HALF_TURN = Math.PI - 1e-6;

/**
 * Spherical interpolation: the point `fraction` of the angle θ on the way from one vector to the other,
 * (sin((1 - f)θ) from + sin(fθ) to)/sin θ; Shoemake 1985, and for noise Song et al. 2021 (DDIM), appendix D.5. Between
 * vectors of equal length it keeps the length, where the straight line dips inside; parallel vectors have θ = 0, and the
 * straight line between them is its limit.
 * @param fraction 0 gives `from`, 1 gives `to`.
 * @throws RangeError for a fraction outside [0, 1], different lengths, a vector of zeros, and opposite vectors, between which
 *   no way is the shortest.
 */
export function slerp(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  fraction: number,
): Float64Array {
  requireNumbers("slerp", "from", from);
  requireLength("slerp", "to", to, from.length);
  requireNumbers("slerp", "to", to);
  requireNumber("slerp", "fraction", fraction, 0, 1);
  const theta = angleBetween(from, to);
  const [first, second] =
    theta === 0
      ? [1 - fraction, fraction]
      : [
          Math.sin((1 - fraction) * theta) / Math.sin(theta),
          Math.sin(fraction * theta) / Math.sin(theta),
        ];
  return Float64Array.from(from, (value, i) => first * value + second * to[i]!);
}

/** The angle from 0 to π, exact for small ones too (arccos of the cosine is not): 2 atan(|u - v|/|u + v|), |u| = |v| = 1. */
function angleBetween(from: ArrayLike<number>, to: ArrayLike<number>): number {
  const [u, v] = [unit("from", from), unit("to", to)];
  const difference = norm(u.map((value, i) => value - v[i]!));
  const sum = norm(u.map((value, i) => value + v[i]!));
  const theta = 2 * Math.atan2(difference, sum);
  if (theta < HALF_TURN) return theta;
  throw new RangeError("slerp: from and to are opposite, and no way between them is the shortest.");
}

function unit(name: string, vector: ArrayLike<number>): Float64Array {
  const length = norm(vector);
  if (length > 0) return Float64Array.from(vector, (value) => value / length);
  throw new RangeError(`slerp: ${name} is zero and has no direction; pass another vector.`);
}

function norm(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! ** 2;
  return Math.sqrt(sum);
}
