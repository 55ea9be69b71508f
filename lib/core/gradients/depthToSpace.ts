import { registerGradient } from "./register";

interface DepthToSpace {
  readonly blockSize: number;
  readonly dataFormat: string;
}

/** The gradient of depthToSpace, which TensorFlow.js lacks: space to depth. */
export function addDepthToSpace(): void {
  registerGradient<DepthToSpace>("DepthToSpace", ["x"], (dy, [x], { blockSize: k, dataFormat }) => {
    if (dataFormat !== "NHWC") {
      throw new Error(
        `depthToSpace: no gradient for the data format ${dataFormat}; use NHWC, which every layer here uses.`,
      );
    }
    const [B, H, W, C] = dy.shape as [number, number, number, number];
    return {
      x: () =>
        dy
          .reshape([B, H / k, k, W / k, k, C])
          .transpose([0, 1, 3, 2, 4, 5])
          .reshape(x!.shape),
    };
  });
}
