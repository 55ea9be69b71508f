import { compile } from "../../core/compile/compile";
import * as tf from "../../core/tf";
import type { PixelNetwork } from "../network";
import type { PixelReading } from "./reader";

/** A pass through the whole network for every pixel. */
export function createNaiveReading(network: Pick<PixelNetwork, "predict">): PixelReading {
  const step = compile((x, classes) => [
    network.predict(x as tf.Tensor4D, classes as tf.Tensor2D | undefined),
  ]);
  return {
    open: ({ values, B, shape }, classes) => ({
      parameters: (row, column) =>
        tf.tidy(() => {
          const x = tf.tensor4d(values, [B, ...shape]);
          const [all] = step.run(x, ...(classes ? [classes] : [])) as [tf.Tensor5D];
          const [colours, outputs] = all.shape.slice(3) as [number, number];
          return all.slice([0, row, column, 0, 0], [B, 1, 1, colours, outputs]);
        }),
      dispose: () => undefined,
    }),
    dispose: () => step.dispose(),
  };
}
