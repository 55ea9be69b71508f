import * as tf from "../tf";
import { gradientOf, registerGradient } from "./register";

/**
 * The gradient of gather in its indices is 0. TensorFlow.js gives the indices themselves, int32, which its tape refuses; so
 * that nothing could be differentiated whose indices come from the input.
 */
export function correctGather(): void {
  const { gradFunc } = gradientOf("GatherV2");
  registerGradient("GatherV2", ["x", "indices"], (dy, saved, attributes) => ({
    ...gradFunc(dy, saved, attributes as tf.NamedAttrMap),
    indices: () => tf.zeros(saved[1]!.shape),
  }));
}
