import * as tf from "../../lib/core/tf";
import type { TrainedProcess } from "../../lib/diffusion";
import { linearBars } from "./diffusersLoop";

/** Data N(MEANS, COVARIANCE) in the plane, both coordinates alike in spread and correlated. */
export const MEANS = [0.3, -0.2] as const;
export const [VARIANCE, COVARIANCE] = [0.25, 0.2];

/** Mean of the second coordinate where the first is known: m_2 + Σ_21/Σ_11 (x_1 - m_1). */
export const conditionalMean = (x1: number): number =>
  MEANS[1] + (COVARIANCE / VARIANCE) * (x1 - MEANS[0]);

/** The best network for it, E[ε|x_t] = s (a² Σ + s² I)⁻¹ (x - a m), asked for one t at a time. */
export const exactNormal2d: TrainedProcess = {
  alphaBars: linearBars,
  network: (x, t) => {
    const bar = linearBars[t.dataSync()[0]!]!;
    const [signal, noise] = [Math.sqrt(bar), Math.sqrt(1 - bar)];
    const [diagonal, off] = [bar * VARIANCE + 1 - bar, bar * COVARIANCE];
    const scale = noise / (diagonal ** 2 - off ** 2);
    const slopes = [diagonal * scale, -off * scale, -off * scale, diagonal * scale];
    const centred = x.sub(tf.tensor1d(MEANS.map((mean) => signal * mean)));
    return tf.matMul(centred as tf.Tensor2D, tf.tensor2d(slopes, [2, 2]));
  },
};
