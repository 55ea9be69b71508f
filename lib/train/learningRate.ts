import { requireInteger, requireNumber } from "../core/arguments";

/** The learning rate of update number `step` = 1, ..., steps. */
export type LearningRate = (step: number) => number;

export interface WarmupCosineOptions {
  /** The highest rate. */
  readonly peak: number;
  /** Steps of linear rise from 0. @default 0 */
  readonly warmup?: number;
  /** Steps in all. */
  readonly steps: number;
  /** Rate at the end, as a fraction of the peak. @default 0 */
  readonly final?: number;
}

/** Linear warm-up to `peak`, then half a cosine down to `final · peak`; Loshchilov & Hutter 2017, equation 5. */
export function warmupCosine(options: WarmupCosineOptions): LearningRate {
  const { peak, warmup = 0, steps, final = 0 } = options;
  requireNumber("warmupCosine", "peak", peak, 0);
  requireInteger("warmupCosine", "steps", steps, 1);
  requireInteger("warmupCosine", "warmup", warmup, 0, steps);
  requireNumber("warmupCosine", "final", final, 0, 1);
  return (step) => {
    if (step <= warmup) return (peak * step) / warmup;
    const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
    return peak * (final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  };
}

export interface WarmupConstantOptions {
  /** The rate after the warm-up. */
  readonly peak: number;
  /** Steps of linear rise from 0. */
  readonly warmup: number;
}

/** Linear warm-up to `peak`, which then stays; the code of Ho et al. 2020. @throws RangeError for options out of range. */
export function warmupConstant({ peak, warmup }: WarmupConstantOptions): LearningRate {
  requireNumber("warmupConstant", "peak", peak, 0);
  requireInteger("warmupConstant", "warmup", warmup, 0);
  return (step) => (step < warmup ? (peak * step) / warmup : peak);
}

export interface StepDecayOptions {
  /** The rate of the first steps. */
  readonly initial: number;
  /** Updates between two drops. */
  readonly every: number;
  /** What a drop multiplies the rate with. @default 0.1 */
  readonly factor?: number;
  /** Steps of linear rise before. @default 0 */
  readonly warmup?: number;
}

/** A rate that drops by a factor every so many updates, as PyTorch's `StepLR`. */
export function stepDecay(options: StepDecayOptions): LearningRate {
  const { initial, every, factor = 0.1, warmup = 0 } = options;
  requireNumber("stepDecay", "initial", initial, 0);
  requireInteger("stepDecay", "every", every, 1);
  requireNumber("stepDecay", "factor", factor, 0, 1);
  requireInteger("stepDecay", "warmup", warmup, 0);
  return (step) => {
    const rise = warmup > 0 ? Math.min(1, step / warmup) : 1;
    return rise * initial * factor ** Math.floor((step - 1) / every);
  };
}
