import * as tf from "../../tf";
import { registerComposed } from "../register";

type Inputs = Readonly<{ x: tf.Tensor; segmentIds: tf.Tensor }>;
type Attributes = Readonly<{ numSegments: number }>;

/**
 * Sums the rows of x [N,...] by their segment, → [numSegments,...]; the gradient of gather. As in TensorFlow, rows whose
 * segment does not exist are dropped: here they go to one before the first or one after the last, which are cut off.
 */
export function addUnsortedSegmentSum(): void {
  registerComposed<Inputs, Attributes>(
    "wasm",
    "UnsortedSegmentSum",
    ({ x, segmentIds }, { numSegments }) => {
      const row = x.shape.slice(segmentIds.rank);
      if (x.size === 0 || numSegments === 0) return tf.zeros([numSegments, ...row], x.dtype);
      const int = (value: number) => tf.scalar(value, "int32");
      const within = tf.minimum(tf.maximum(segmentIds, int(-1)), int(numSegments));
      const indices = within.add(int(1)).reshape([segmentIds.size, 1]);
      const updates = x.reshape([segmentIds.size, ...row]);
      const sums = tf.scatterND(indices, updates, [
        numSegments + 2,
        ...row,
      ] as tf.ShapeMap[tf.Rank]);
      return tf.slice(sums, 1, numSegments);
    },
  );
}
