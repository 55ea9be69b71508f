import * as tf from "../core/tf";
import { inverse, logAbsDet, type Initializer, type ParameterScope } from "../nn";
import { forEachExample, requireEvents, transformed, type Bijector } from "./bijector";
import { pluDecomposition, randomRotation } from "./randomRotation";

/**
 * "plain": all numbers of W are trained. "plu": W = P L (U + diag(sign · exp s)) with fixed P and signs, so that
 * log|det W| = Σ s costs nothing.
 */
export type ConvParametrization = "plain" | "plu";

/** The matrix in use, and log|det W|. */
interface Mixing {
  matrix(): tf.Tensor2D;
  logDet(): tf.Tensor;
}

/**
 * Invertible 1x1 convolution: the channels of each position are mixed by one trained matrix, y = x W, [B,...,C] → [B,...,C],
 * with log|det| = (positions) log|det W|; it starts as a random rotation. Kingma & Dhariwal 2018, section 3.2.
 */
export function createInvertibleConv(
  scope: ParameterScope,
  eventShape: readonly number[],
  parametrization: ConvParametrization = "plu",
): Bijector {
  const channels = eventShape.at(-1) ?? 1;
  const positions = tf.util.sizeFromShape([...eventShape]) / channels;
  const create = { plain: createPlain, plu: createPlu }[parametrization];
  if (create === undefined) {
    throw new RangeError(
      `invertibleConv: parametrization=${String(parametrization)}; pass "plain" or "plu".`,
    );
  }
  const mixing = create(scope, channels);
  const mixed = (x: tf.Tensor, w: tf.Tensor2D): tf.Tensor =>
    tf.matMul(x.reshape([-1, channels]), w).reshape(x.shape);
  const logDet = (x: tf.Tensor, sign: 1 | -1) =>
    forEachExample(mixing.logDet().mul(sign * positions), x);
  return {
    forward: (x) =>
      transformed(() => {
        requireEvents("invertibleConv", "x", x, eventShape);
        return { value: mixed(x, mixing.matrix()), logDet: logDet(x, 1) };
      }),
    inverse: (z) =>
      transformed(() => {
        requireEvents("invertibleConv", "z", z, eventShape);
        return { value: mixed(z, inverse(mixing.matrix())), logDet: logDet(z, -1) };
      }),
  };
}

function createPlain(scope: ParameterScope, channels: number): Mixing {
  const rotation: Initializer = ([n], rng) => tf.tensor2d(randomRotation(n!, rng));
  const weight = scope.create("weight", [channels, channels], rotation);
  const matrix = () => weight as unknown as tf.Tensor2D;
  return { matrix, logDet: () => logAbsDet(matrix()) };
}

function createPlu(scope: ParameterScope, channels: number): Mixing {
  const shape = [channels, channels];
  // All parts come from one rotation, so from the key of one of them.
  let parts: ReturnType<typeof pluDecomposition> | undefined;
  const permutation = scope.createBuffer("permutation", shape, (_, rng) => {
    parts = pluDecomposition(randomRotation(channels, rng));
    return tf.tensor2d(parts.permutation);
  });
  const { lower, upper } = parts!;
  const diagonal = upper.map((row, i) => row[i]!);
  const signs = scope.createBuffer("signs", [channels], () => tf.tensor1d(diagonal.map(Math.sign)));
  const below = scope.create("lower", shape, () => tf.tensor2d(lower));
  const above = scope.create("upper", shape, () => tf.tensor2d(upper));
  const logScale = scope.create("logScale", [channels], () =>
    tf.tensor1d(diagonal.map((x) => Math.log(Math.abs(x)))),
  );
  const strictlyLower = Float32Array.from({ length: channels ** 2 }, (_, i) =>
    i % channels < Math.floor(i / channels) ? 1 : 0,
  );
  return {
    matrix: () =>
      tf.tidy(() => {
        const mask = tf.tensor2d(strictlyLower, [channels, channels]);
        const identity = tf.eye(channels);
        const l = below.mul<tf.Tensor2D>(mask).add<tf.Tensor2D>(identity);
        const diagonal = identity.mul(signs.mul(logScale.exp()));
        const u = above.mul(mask.transpose()).add<tf.Tensor2D>(diagonal);
        return tf.matMul(permutation as unknown as tf.Tensor2D, tf.matMul(l, u));
      }),
    logDet: () => logScale.sum(),
  };
}
