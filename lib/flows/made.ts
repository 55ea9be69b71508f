import { requireInteger, requireShape } from "../core/arguments";
import * as tf from "../core/tf";
import { silu, type ParameterScope } from "../nn";
import { createMaskedLinear } from "./maskedLinear";
import { dimensionsInOrder, madeDegrees, type DegreesConfig, type MadeDegrees } from "./masks";

/** The non-linear functions between the layers. */
const ACTIVATIONS = {
  relu: (x: tf.Tensor2D) => tf.relu(x),
  tanh: (x: tf.Tensor2D) => tf.tanh(x),
  silu: (x: tf.Tensor2D) => silu(x),
};

export type MadeActivation = keyof typeof ACTIVATIONS;

export interface MadeConfig extends Omit<DegreesConfig, "hidden"> {
  /** Widths of the hidden layers; [] for a linear network. @default [64] */
  readonly hidden?: readonly number[];
  /** Numbers K that are computed for each dimension. @default 1 */
  readonly outputs?: number;
  /** @default "relu" */
  readonly activation?: MadeActivation;
  /** Let the outputs be 0 at first. @default false */
  readonly zeroInit?: boolean;
}

/** Gives x_i, [B,1], from the K outputs for dimension i, [B,1] each. */
export type NextDimension = (i: number, outputs: readonly tf.Tensor2D[]) => tf.Tensor2D;

/** A network whose outputs for dimension i depend only on the inputs that stand before i in the order. */
export interface Made {
  readonly degrees: MadeDegrees;
  /** All outputs in one pass: x [B,D] → K tensors [B,D]. */
  apply(x: tf.Tensor): tf.Tensor2D[];
  /**
   * Builds x, [B,D], in D passes, one dimension after the other. Each pass costs little more than a D-th of the first and
   * last layer: the first keeps its sums and adds one input to them, and the last is asked for one dimension.
   */
  generate(batchSize: number, next: NextDimension): tf.Tensor2D;
}

/**
 * Masked autoencoder for distribution estimation; Germain et al. 2015.
 * @throws RangeError for sizes that are none, an order that misses a dimension, or an activation there is none of.
 */
export function createMade(scope: ParameterScope, config: MadeConfig): Made {
  const { dim, hidden = [64], outputs: K = 1, activation = "relu", zeroInit = false } = config;
  requireInteger("made", "outputs", K, 1);
  const act = requireActivation(activation);
  const degrees = madeDegrees({ ...config, hidden });
  const order = dimensionsInOrder(dim, config.order);
  const layers = [degrees.inputs, ...degrees.hidden];
  const outputDegrees = Array.from({ length: K }, () => degrees.inputs).flat();
  const linears = layers.map((from, l) => {
    const last = l === layers.length - 1;
    const to = last ? outputDegrees : layers[l + 1]!;
    const scoped = scope.in(last ? "out" : `hidden${l}`);
    return createMaskedLinear(scoped, { from, to, strict: last, zeroInit: last && zeroInit });
  });
  const [first, last] = [linears[0]!, linears.at(-1)!];
  const inner = linears.slice(1, -1);

  const apply: Made["apply"] = (x) => {
    requireShape("made", "x", x.shape, [-1, dim]);
    return tf.tidy(() => {
      const h = linears.slice(0, -1).reduce((h, { apply }) => act(apply(h)), x as tf.Tensor2D);
      return tf.split(last.apply(h), K, 1);
    });
  };

  /** The outputs for dimension i as a function of the first layer's sums, [B,width] → K tensors [B,1]. */
  const reader = (): ((sums: tf.Tensor2D, i: number) => tf.Tensor2D[]) => {
    if (first === last) {
      return (sums, i) =>
        Array.from({ length: K }, (_, k) => sums.slice([0, k * dim + i], [-1, 1]));
    }
    const weights = last.weight().reshape([-1, K, dim]).transpose([2, 0, 1]).unstack(); // D × [H,K]
    const biases = last.bias.reshape([K, dim]).transpose().unstack(); // D × [K]
    const between = inner.map(({ weight, bias }) => ({ weight: weight(), bias }));
    return (sums, i) => {
      const h = between.reduce(
        (h, { weight, bias }) => act(tf.matMul(h, weight).add<tf.Tensor2D>(bias)),
        act(sums),
      );
      const outputs = tf.matMul(h, weights[i]! as tf.Tensor2D).add<tf.Tensor2D>(biases[i]!);
      return tf.split(outputs, K, 1);
    };
  };

  const generate: Made["generate"] = (batchSize, next) =>
    tf.tidy(() => {
      const read = reader();
      const rows = tf.split(first.weight(), dim, 0); // D × [1,width]
      const x = new Array<tf.Tensor2D>(dim);
      let sums = first.bias.reshape([1, -1]).tile([batchSize, 1]) as tf.Tensor2D;
      for (const i of order) {
        const { value, rest } = tf.tidy(() => {
          const value = next(i, read(sums, i));
          return { value, rest: sums.add<tf.Tensor2D>(tf.matMul(value, rows[i]!)) };
        });
        sums.dispose();
        sums = rest;
        x[i] = value;
      }
      return tf.concat(x, 1);
    });

  return { degrees, apply, generate };
}

function requireActivation(name: MadeActivation): (x: tf.Tensor2D) => tf.Tensor2D {
  if (Object.hasOwn(ACTIVATIONS, name)) return ACTIVATIONS[name];
  const known = Object.keys(ACTIVATIONS).join(", ");
  throw new RangeError(`made: activation=${String(name)}; pass one of ${known}.`);
}
