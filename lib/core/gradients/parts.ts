import * as tf from "../tf";

/** Gradients of unstack and split into a single part, for which TensorFlow.js passes one tensor instead of an array. */
export function correctParts(): void {
  const join: Record<string, (dys: tf.Tensor[], axis: number) => tf.Tensor> = {
    Unpack: (dys, axis) => tf.stack(dys, axis),
    SplitV: (dys, axis) => tf.concat(dys, axis),
  };
  for (const [kernelName, joined] of Object.entries(join)) {
    tf.registerGradient({
      kernelName,
      gradFunc: (dy, _, attributes) => {
        const { axis } = attributes as unknown as { axis: number };
        const name = kernelName === "Unpack" ? "value" : "x";
        return { [name]: () => joined([dy].flat(), axis) };
      },
    });
  }
}
