import * as tf from "../tf";
import { registerGradient } from "./register";

interface Resize {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** For each output row the rows it is made of: weight 1 - fraction of `lower` and fraction of `upper`. */
interface Interpolation {
  readonly lower: number[];
  readonly upper: number[];
  readonly fraction: number[];
}

type Rule = (size: number, resized: number, options: Resize) => Interpolation;

/** TensorFlow computes positions in float32; so does this, since it decides which neighbour is nearest. */
const f = Math.fround;

function scaleOf(size: number, resized: number, alignCorners: boolean): number {
  return alignCorners && resized > 1 ? f((size - 1) / (resized - 1)) : f(size / resized);
}

const bilinear: Rule = (size, resized, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(size, resized, alignCorners);
  const positions = Array.from({ length: resized }, (_, i) =>
    halfPixelCenters ? f(f(f(i + 0.5) * scale) - 0.5) : f(i * scale),
  );
  return {
    lower: positions.map((at) => Math.max(0, Math.floor(at))),
    upper: positions.map((at) => Math.min(size - 1, Math.ceil(at))),
    fraction: positions.map((at) => at - Math.floor(at)),
  };
};

const nearest: Rule = (size, resized, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(size, resized, alignCorners);
  const round = alignCorners ? (at: number) => Math.floor(at + 0.5) : Math.floor;
  const lower = Array.from({ length: resized }, (_, i) =>
    Math.min(size - 1, round(f(f(i + (halfPixelCenters ? 0.5 : 0)) * scale))),
  );
  return { lower, upper: lower, fraction: lower.map(() => 0) };
};

/** The matrix R of y = R x along one axis: [resized, size]. */
function matrix({ lower, upper, fraction }: Interpolation, size: number): tf.Tensor2D {
  const hot = (rows: number[]) => tf.oneHot(tf.tensor1d(rows, "int32"), size).cast("float32");
  const weight = tf.tensor2d(fraction, [fraction.length, 1]);
  return tf.mul(hot(lower), tf.sub(1, weight)).add<tf.Tensor2D>(tf.mul(hot(upper), weight));
}

/**
 * Gradients of resizing, R_hᵀ dy R_w for y = R_h x R_wᵀ: right for every option, and differentiable. TensorFlow.js forgets
 * half-pixel centres in the bilinear one, and its plain JavaScript back end has a wrong nearest-neighbour one.
 */
export function correctResize(): void {
  const rules: Record<string, Rule> = {
    ResizeBilinear: bilinear,
    ResizeNearestNeighbor: nearest,
  };
  for (const [kernelName, rule] of Object.entries(rules)) {
    registerGradient<Resize>(kernelName, ["images"], (dy, [images], options) => ({
      images: () => {
        const [B, H, W, C] = images!.shape as [number, number, number, number];
        const [, h, w] = dy.shape as [number, number, number, number];
        const rows = dy.transpose([1, 0, 2, 3]).reshape<tf.Tensor2D>([h, B * w * C]);
        const onH = tf.matMul(matrix(rule(H, h, options), H), rows, true); // [H, B w C]
        const columns = onH.reshape([H, B, w, C]).transpose([2, 1, 0, 3]);
        const onW = tf.matMul(
          matrix(rule(W, w, options), W),
          columns.reshape<tf.Tensor2D>([w, B * H * C]),
          true,
        ); // [W, B H C]
        return onW.reshape([W, B, H, C]).transpose([1, 2, 0, 3]);
      },
    }));
  }
}
