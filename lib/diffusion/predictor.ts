import * as tf from "../core/tf";
import { conditionInputs, type Conditioning } from "./conditioning";
import { askNetwork, type DenoisingNetwork } from "./denoiser";
import type { ForwardProcess } from "./process";
import { combined, endColumns, type PredictionTarget } from "./targets";

/** A noise predictor ε(x, t): [B,...] and [B] 0-based → [B,...]. */
export type Predictor = <T extends tf.Tensor>(x: T, t: tf.Tensor1D) => T;

/** A network and the process that it was trained with. */
export interface SampledModel extends DenoisingNetwork {
  readonly process: ForwardProcess;
  /** Shape of one example. */
  readonly eventShape: readonly number[];
}

/** The noise that outputs for a target mean, at noisy x [B,...] and t [B] 0-based. Tensors on the way belong to the caller. */
export function outputToNoise(target: PredictionTarget, process: ForwardProcess) {
  const { epsilon } = endColumns(target, process);
  const [onX, onY] = [Float32Array.from(epsilon.onX), Float32Array.from(epsilon.onY)];
  return <T extends tf.Tensor>(x: T, output: T, t: tf.Tensor1D): T => {
    if (target === "epsilon") return output;
    const shape = [-1, ...x.shape.slice(1).map(() => 1)];
    const at = (values: Float32Array) => tf.tensor1d(values).gather(t.toInt()).reshape(shape);
    return combined(x, output, { onX: at(onX), onY: at(onY) });
  };
}

/**
 * The model as a predictor of noise, ε(x, t), whatever its target: labels and guidance are built in. Differentiable; the
 * process may have at most 2048 steps if it is to be compiled.
 * @throws RangeError for conditions that the model does not fit; when called, for labels of another count than x.
 */
export function createPredictor(model: SampledModel, conditioning: Conditioning = {}): Predictor {
  const conditions = conditionInputs(conditioning, model.network.classes);
  const toNoise = outputToNoise(model.target, model.process);
  return <T extends tf.Tensor>(x: T, t: tf.Tensor1D): T =>
    tf.tidy(() => {
      const inputs = conditions.tensors(x.shape[0]!);
      const { output } = askNetwork(model, x, conditions.condition(t, inputs));
      return toNoise(x, output as T, t);
    });
}
