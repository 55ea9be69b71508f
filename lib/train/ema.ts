import { requireNumber } from "../core/arguments";
import { updateInPlace } from "../core/compile/inPlace";
import * as tf from "../core/tf";

/** An exponential moving average of variables: average ← d average + (1 - d) variable after each update. */
export interface Ema {
  /** d of update number `step` (1 for the first): min(decay, (1 + step)/(10 + step)), so that an average starts fast. */
  decay(step: number): number;
  update(decay: tf.Scalar): void;
  readonly averages: ReadonlyMap<string, tf.Variable>;
  dispose(): void;
}

/** average ← average - (1 - d) (average - variable); in a compiled step by TensorFlow's own op. */
function follow(average: tf.Variable, variable: tf.Variable, d: tf.Scalar): void {
  const inputs = () => [tf.sub(1, d), average.sub(variable)];
  updateInPlace({ op: "ResourceApplyGradientDescent", variables: [average], inputs }, () =>
    average.assign(variable.add(average.sub(variable).mul(d))),
  );
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
    decay: (step) => Math.min(decay, (1 + step) / (10 + step)),
    update(d) {
      for (const [name, average] of averages)
        tf.tidy(() => follow(average, variables.get(name)!, d));
    },
    dispose() {
      for (const average of averages.values()) average.dispose();
      averages.clear();
    },
  };
}
