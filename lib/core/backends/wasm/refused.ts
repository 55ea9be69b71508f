import * as tf from "../../tf";
import { wrapKernel } from "./wrap";

/**
 * Takes away what the package does wrongly and no model here needs: without a kernel, dilation2d is an error, and so are
 * the batch dimensions of gather.
 */
export function refuseWrong(): void {
  for (const name of ["Dilation2D", "Dilation2DBackpropInput", "Dilation2DBackpropFilter"]) {
    if (tf.getKernel(name, "wasm")) tf.unregisterKernel(name, "wasm");
  }
  wrapKernel("GatherV2", (inputs, attributes, stock) => {
    const { batchDims = 0 } = attributes as { batchDims?: number };
    if (batchDims === 0) return stock(inputs, attributes);
    throw new RangeError(
      `gather: batchDims=${batchDims}; on wasm only 0 is supported: gather from the batch as one axis, with the ` +
        "offset of each example added to its indices.",
    );
  });
}
