import { requireNumber } from "../core/arguments";
import * as tf from "../core/tf";

/** An exponential moving average of variables. */
export interface Ema {
  /** After update number `step` (1 for the first): average ← d average + (1 - d) variable, d = min(decay, (1 + step)/(10 + step)). */
  update(step: number): void;
  readonly averages: ReadonlyMap<string, tf.Variable>;
  dispose(): void;
}

/** @param decay close to 1; the average then spans about 1/(1 - decay) steps. */
export function createEma(variables: ReadonlyMap<string, tf.Variable>, decay: number): Ema {
  requireNumber("ema", "decay", decay, 0, 1);
  const averages = new Map<string, tf.Variable>();
  for (const [name, variable] of variables) {
    averages.set(
      name,
      tf.tidy(() => tf.variable(tf.clone(variable), false)),
    );
  }
  return {
    averages,
    update(step) {
      const d = Math.min(decay, (1 + step) / (10 + step));
      for (const [name, average] of averages) {
        tf.tidy(() =>
          average.assign(
            average.add(
              variables
                .get(name)!
                .sub(average)
                .mul(1 - d),
            ),
          ),
        );
      }
    },
    dispose() {
      for (const average of averages.values()) average.dispose();
      averages.clear();
    },
  };
}
