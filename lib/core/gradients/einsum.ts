import * as tf from "../tf";

/**
 * The gradient of einsum, which TensorFlow.js lacks: for the input of labels t, the einsum of the output's gradient with
 * all other inputs, summed to the labels of t; a label that occurs in t alone was summed, so its gradient is repeated.
 */
export function addEinsum(): void {
  tf.registerGradient({
    kernelName: "Einsum",
    saveAllInputs: true,
    gradFunc: (dy, saved, attributes) => {
      const { equation } = attributes as unknown as { equation: string };
      const [left, right] = equation.replace(/\s/g, "").split("->") as [string, string];
      const terms = left.split(",");
      const gradient = (term: string, i: number): tf.Tensor => {
        const others = terms.map((_, j) => j).filter((j) => j !== i);
        const from = [right, ...others.map((j) => terms[j]!)];
        const labels = [...term].filter((label) => from.some((other) => other.includes(label)));
        const sources = [dy as tf.Tensor, ...others.map((j) => saved[j]!)];
        const sum = tf.einsum(`${from.join(",")}->${labels.join("")}`, ...sources);
        const { shape } = saved[i]!;
        const kept = shape.map((size, axis) => (labels.includes(term[axis]!) ? size : 1));
        return tf.broadcastTo(sum.reshape(kept), shape);
      };
      return Object.fromEntries(terms.map((term, i) => [i, () => gradient(term, i)]));
    },
  });
}
