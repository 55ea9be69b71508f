import * as tf from "../tf";
import { padAxis, sliceAxis } from "./axes";
import { registerGradient } from "./register";

interface MirrorPad {
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: "reflect" | "symmetric";
}

/** The gradient of mirrorPad folds the mirrored borders back; TensorFlow.js only cuts them off. */
export function correctMirrorPad(): void {
  registerGradient<MirrorPad>("MirrorPad", ["x"], (dy, [x], { paddings, mode }) => {
    const skipped = mode === "reflect" ? 1 : 0; // the edge itself is not repeated
    const fold = (g: tf.Tensor, [before, after]: readonly [number, number], axis: number) => {
      const n = x!.shape[axis]!;
      const back = (start: number, count: number, to: number) =>
        padAxis(tf.reverse(sliceAxis(g, axis, start, count), axis), axis, to, n - to - count);
      let folded = sliceAxis(g, axis, before, n);
      if (before > 0) folded = folded.add(back(0, before, skipped));
      if (after > 0) folded = folded.add(back(before + n, after, n - skipped - after));
      return folded;
    };
    return { x: () => paddings.reduce(fold, dy) };
  });
}
