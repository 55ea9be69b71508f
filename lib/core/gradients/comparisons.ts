import * as tf from "../tf";
import { registerGradient } from "./register";

const COMPARISONS = ["Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual"];
const LOGIC = ["LogicalAnd", "LogicalOr"];

const zeros = (x: tf.Tensor) => () => tf.zeros(x.shape);

/**
 * Comparisons are constant wherever they have a derivative, so their gradient is 0. Without one, gradients that contain a
 * comparison (leakyRelu, where, max, clipByValue) cannot be differentiated again.
 */
export function correctComparisons(): void {
  for (const kernelName of [...COMPARISONS, ...LOGIC]) {
    registerGradient(kernelName, ["a", "b"], (_, [a, b]) => ({ a: zeros(a!), b: zeros(b!) }));
  }
  registerGradient("LogicalNot", ["x"], (_, [x]) => ({ x: zeros(x!) }));
}
