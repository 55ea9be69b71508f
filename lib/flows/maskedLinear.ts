import * as tf from "../core/tf";
import { uniformFanIn, zeros, type ParameterScope } from "../nn";
import { addBias } from "../nn/addBias";

export interface MaskedLinearConfig {
  /** Degrees of the inputs. */
  readonly from: readonly number[];
  /** Degrees of the outputs. */
  readonly to: readonly number[];
  /** An output of the network: it may not see inputs of its own degree. @default false */
  readonly strict?: boolean;
  /** Start at zero. @default false */
  readonly zeroInit?: boolean;
}

/** A linear layer some of whose weights are held at 0, so that information flows from lower degrees to higher ones only. */
export interface MaskedLinear {
  /** x (W ∘ M) + b, [B,inputs] → [B,outputs]. */
  apply(x: tf.Tensor2D): tf.Tensor2D;
  /** W ∘ M, [inputs,outputs]. */
  weight(): tf.Tensor2D;
  readonly bias: tf.Variable;
}

/** The layer of the degrees; the mask is computed from them where it is needed and is no parameter. */
export function createMaskedLinear(
  scope: ParameterScope,
  config: MaskedLinearConfig,
): MaskedLinear {
  const { from, to, strict = false, zeroInit = false } = config;
  const init = zeroInit ? zeros : uniformFanIn(from.length);
  const matrix = scope.create("weight", [from.length, to.length], init);
  const bias = scope.create("bias", [to.length], init);
  const weight = () =>
    tf.tidy(() => {
      const [inputs, outputs] = [tf.tensor2d([...from], [from.length, 1]), tf.tensor1d([...to])];
      const mask = strict ? tf.greater(outputs, inputs) : tf.greaterEqual(outputs, inputs);
      return matrix.mul<tf.Tensor2D>(mask.toFloat());
    });
  const apply = (x: tf.Tensor2D) =>
    tf.tidy(() => addBias<tf.Tensor2D>(tf.matMul(x, weight()), bias));
  return { apply, weight, bias };
}
