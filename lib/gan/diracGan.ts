import { requireInteger, requireNumber } from "../core/arguments";
import type { NdArray } from "../core/ndarray";

export const diracGanLosses = ["saturating", "non-saturating", "wasserstein"] as const;

/** What the two players of a Dirac-GAN want. */
export interface DiracGanConfig {
  /** @default "saturating", the minimax game itself */
  readonly loss?: (typeof diracGanLosses)[number];
  /** γ of the penalty γ/2 ‖∇D‖² on real data; Mescheder et al. 2018, equation 9. @default 0 */
  readonly r1?: number;
  /** λ of the penalty λ (‖∇D‖ - 1)²; Gulrajani et al. 2017, equation 3. @default 0 */
  readonly wganGp?: number;
}

/** The direction in which both players move: (θ, ψ) → (dθ/dt, dψ/dt). */
export type GameField = (theta: number, psi: number) => readonly [number, number];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * The smallest GAN there is: all data are the point 0, the generator makes the point θ, and the discriminator has the logit
 * ψ x; Mescheder, Geiger & Nowozin 2018, section 2.1 (whose discriminator has the other sign). The only equilibrium is
 * (0, 0). The minimax game is V = -log 2 - log(1 + e^{ψθ}): θ goes down it and ψ up.
 * @throws RangeError for an unknown loss or a negative penalty.
 */
export function diracGan(config: DiracGanConfig = {}): GameField {
  const { loss = "saturating", r1 = 0, wganGp = 0 } = config;
  if (!diracGanLosses.includes(loss)) {
    throw new RangeError(
      `diracGan: loss="${String(loss)}"; pass one of ${diracGanLosses.join(", ")}.`,
    );
  }
  requireNumber("diracGan", "r1", r1, 0);
  requireNumber("diracGan", "wganGp", wganGp, 0);
  return (theta, psi) => {
    const fake = loss === "wasserstein" ? 1 : sigmoid(psi * theta); // ∂/∂logit of log(1 + e^logit)
    const wanted = loss === "non-saturating" ? sigmoid(-psi * theta) : fake;
    const penalty = r1 * psi + 2 * wganGp * (psi - Math.sign(psi));
    return [psi * wanted, -theta * fake - penalty];
  };
}

export interface PlayOptions {
  /** Where both begin, (θ, ψ). */
  readonly start: readonly [number, number];
  /** Learning rate of both, or of each, (θ's, ψ's). */
  readonly rate: number | readonly [number, number];
  readonly steps: number;
  /** ψ moves first and θ answers to where it is now, as GANs are trained; else both at once. @default false */
  readonly alternating?: boolean;
}

/**
 * Gradient steps of both players, the start included: [steps + 1, 2].
 * @throws RangeError for numbers out of range.
 */
export function playGame(field: GameField, options: PlayOptions): NdArray {
  const { start, rate, steps, alternating = false } = options;
  requireInteger("playGame", "steps", steps, 1);
  const [rateTheta, ratePsi] = typeof rate === "number" ? [rate, rate] : rate;
  requireNumber("playGame", "rate", rateTheta, 0);
  requireNumber("playGame", "rate", ratePsi, 0);
  const data = new Float32Array(2 * (steps + 1));
  let [theta, psi] = start;
  data.set(start);
  for (let step = 1; step <= steps; step++) {
    const movedPsi = psi + ratePsi * field(theta, psi)[1];
    theta += rateTheta * field(theta, alternating ? movedPsi : psi)[0];
    psi = movedPsi;
    data.set([theta, psi], 2 * step);
  }
  return { data, shape: [steps + 1, 2] };
}
