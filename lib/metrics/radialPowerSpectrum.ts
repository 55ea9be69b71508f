import { requireInteger, requireShape } from "../core/arguments";
import type { NdArray } from "../core/ndarray";
import { requireNumbers } from "../math/requireNumbers";

/** How much of pictures' variation lies at each spatial frequency. */
export interface RadialPowerSpectrum {
  /** Cycles per picture side: 0, 1, ..., ⌊side/2⌋. */
  readonly frequency: Float64Array;
  /** Mean of |F|² over the pictures, channels and frequencies of that radius (rounded). */
  readonly power: Float64Array;
  /** Frequencies (u, v) of that radius. */
  readonly counts: Float64Array;
}

/**
 * Power spectrum |F(u,v)|² of square pictures [n,S,S,C], F = 1/S Σ x(h,w) e^(-2πi(uh + vw)/S), averaged over circles of
 * √(u² + v²) rounded; radii beyond S/2, which only the corners of the spectrum have, are left out. With this factor the sum
 * of |F|² over all (u, v) is that of x² (Parseval). Torralba & Oliva 2003, section 2.
 * @throws RangeError for no pictures, another shape, NaN or Infinity.
 */
export function radialPowerSpectrum({ data, shape }: NdArray): RadialPowerSpectrum {
  requireShape("radialPowerSpectrum", "pictures", shape, [-1, shape[1] ?? -1, shape[1] ?? -1, -1]);
  const [n, S, , C] = shape as [number, number, number, number];
  requireInteger("radialPowerSpectrum", "number of pictures", n, 1);
  requireNumbers("radialPowerSpectrum", "pictures", data);
  const top = Math.floor(S / 2);
  const power = new Float64Array(top + 1);
  const counts = new Float64Array(top + 1);
  const radius = (u: number, v: number) => {
    const signed = (k: number) => Math.min(k, S - k);
    return Math.round(Math.hypot(signed(u), signed(v)));
  };
  for (let u = 0; u < S; u++) {
    for (let v = 0; v < S; v++) if (radius(u, v) <= top) counts[radius(u, v)]!++;
  }
  const transform = squareTransform(S);
  const plane = new Float64Array(S * S);
  for (let picture = 0; picture < n; picture++) {
    for (let c = 0; c < C; c++) {
      for (let i = 0; i < S * S; i++) plane[i] = data[(picture * S * S + i) * C + c]!;
      const squares = transform(plane);
      for (let u = 0; u < S; u++) {
        for (let v = 0; v < S; v++) {
          const r = radius(u, v);
          if (r <= top) power[r]! += squares[u * S + v]! / (counts[r]! * n * C);
        }
      }
    }
  }
  return { frequency: Float64Array.from(power, (_, r) => r), power, counts };
}

/** |F(u,v)|² of a plane [S,S], rows first and then columns. */
function squareTransform(S: number): (plane: Float64Array) => Float64Array {
  const cosine = Float64Array.from({ length: S }, (_, k) => Math.cos((2 * Math.PI * k) / S));
  const sine = Float64Array.from({ length: S }, (_, k) => Math.sin((2 * Math.PI * k) / S));
  const real = new Float64Array(S * S);
  const imaginary = new Float64Array(S * S);
  return (plane) => {
    for (let h = 0; h < S; h++) {
      for (let v = 0; v < S; v++) {
        let [re, im] = [0, 0];
        for (let w = 0; w < S; w++) {
          const x = plane[h * S + w]!;
          re += x * cosine[(v * w) % S]!;
          im -= x * sine[(v * w) % S]!;
        }
        real[h * S + v] = re;
        imaginary[h * S + v] = im;
      }
    }
    const squares = new Float64Array(S * S);
    for (let u = 0; u < S; u++) {
      for (let v = 0; v < S; v++) {
        let [re, im] = [0, 0];
        for (let h = 0; h < S; h++) {
          const [c, s] = [cosine[(u * h) % S]!, sine[(u * h) % S]!];
          re += real[h * S + v]! * c + imaginary[h * S + v]! * s;
          im += imaginary[h * S + v]! * c - real[h * S + v]! * s;
        }
        squares[u * S + v] = (re * re + im * im) / S ** 2;
      }
    }
    return squares;
  };
}
