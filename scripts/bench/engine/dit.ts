import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import type { UNet } from "../../../lib/diffusion";
import {
  createLinear,
  gelu,
  layerNorm,
  Parameters,
  scaledDotProductAttention,
  silu,
  timeEmbedding,
  type Linear,
  type ParameterScope,
} from "../../../lib/nn";

/** The diffusion transformer of Peebles & Xie 2023, without classes and with learned positions. */
export interface DitConfig {
  /** Side of the square images, a multiple of `patchSize`. */
  readonly imageSize: number;
  readonly channels: number;
  readonly patchSize: number;
  readonly depth: number;
  /** Width D of the tokens, a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
}

const FREQUENCIES = 256;

/** `N` of a kind. */
type Tuple<T, N extends number, All extends T[] = []> = All["length"] extends N
  ? All
  : Tuple<T, N, [...All, T]>;

const linear = (scope: ParameterScope, inFeatures: number, outFeatures: number): Linear =>
  createLinear(scope, { inFeatures, outFeatures });

/** Layer normalisation with a shift and a scale that depend on the example: [B,T,D], [B,1,D] each → [B,T,D]. */
const modulated = (x: tf.Tensor3D, shift: tf.Tensor, scale: tf.Tensor): tf.Tensor3D =>
  layerNorm(x).mul(scale.add(1)).add(shift);

/** Self-attention of several heads, [B,T,D] → [B,T,D]. */
function createAttention(scope: ParameterScope, { width, heads }: DitConfig) {
  const qkv = linear(scope.in("qkv"), width, 3 * width);
  const proj = linear(scope.in("proj"), width, width);
  const d = width / heads;
  return (x: tf.Tensor3D): tf.Tensor3D => {
    const [B, T] = x.shape;
    const flat = (part: tf.Tensor) => part.reshape<tf.Tensor3D>([heads * B, T, d]);
    const byHead = qkv(x)
      .reshape([B, T, 3 * heads, d])
      .transpose([2, 0, 1, 3]); // [3·heads,B,T,d]
    const [q, k, v] = tf.split(byHead, 3, 0).map(flat) as Tuple<tf.Tensor3D, 3>;
    const mixed = scaledDotProductAttention(q, k, v).reshape([heads, B, T, d]);
    return proj(mixed.transpose([1, 2, 0, 3]).reshape<tf.Tensor3D>([B, T, width]));
  };
}

/** Attention and a perceptron, each modulated and gated by the condition (adaLN-Zero). */
function createBlock(scope: ParameterScope, config: DitConfig) {
  const { width } = config;
  const modulation = linear(scope.in("modulation"), width, 6 * width);
  const attention = createAttention(scope.in("attention"), config);
  const mlp1 = linear(scope.in("mlp1"), width, 4 * width);
  const mlp2 = linear(scope.in("mlp2"), 4 * width, width);
  return (x: tf.Tensor3D, condition: tf.Tensor2D): tf.Tensor3D =>
    tf.tidy(() => {
      const parts = tf.split(modulation(condition).expandDims(1), 6, 2); // [B,1,D] each
      const [shift1, scale1, gate1, shift2, scale2, gate2] = parts as Tuple<tf.Tensor, 6>;
      const h = x.add(attention(modulated(x, shift1, scale1)).mul(gate1)) as tf.Tensor3D;
      const inner = gelu(mlp1(modulated(h, shift2, scale2)), { approximate: "tanh" });
      return h.add(mlp2(inner).mul(gate2));
    });
}

/** Squares of p x p pixels as tokens: [B,H,W,C] → [B,T,p²C]. */
function patchify(x: tf.Tensor4D, p: number): tf.Tensor3D {
  const [B, H, W, C] = x.shape;
  const squares = x.reshape([B, H / p, p, W / p, p, C]).transpose([0, 1, 3, 2, 4, 5]);
  return squares.reshape([B, (H / p) * (W / p), p * p * C]);
}

/** The inverse of `patchify`, onto images of shape [B,H,W,C]. */
function unpatchify(tokens: tf.Tensor3D, [B, H, W, C]: number[], p: number): tf.Tensor4D {
  const squares = tokens.reshape([B!, H! / p, W! / p, p, p, C!]).transpose([0, 1, 3, 2, 4, 5]);
  return squares.reshape([B!, H!, W!, C!]);
}

/** Builds the network with fresh weights from `rng`. */
export function createDit(config: DitConfig, rng: Rng): Pick<UNet, "parameters" | "predict"> {
  const { imageSize, channels, patchSize, depth, width } = config;
  const parameters = new Parameters(rng);
  const tokens = (imageSize / patchSize) ** 2;
  const features = patchSize ** 2 * channels;
  const embed = linear(parameters.in("embed"), features, width);
  const position = parameters.create("position", [1, tokens, width], (shape, key) =>
    key.normal([...shape] as [number, number, number]),
  );
  const time1 = linear(parameters.in("time1"), FREQUENCIES, width);
  const time2 = linear(parameters.in("time2"), width, width);
  const blocks = Array.from({ length: depth }, (_, i) =>
    createBlock(parameters.in("blocks").in(String(i)), config),
  );
  const modulation = linear(parameters.in("modulation"), width, 2 * width);
  const out = linear(parameters.in("out"), width, features);
  const predict: UNet["predict"] = (x, t) =>
    tf.tidy(() => {
      const condition = silu(time2(silu(time1(timeEmbedding(t, FREQUENCIES))))); // [B,D]
      let h: tf.Tensor3D = embed(patchify(x, patchSize)).add(position);
      for (const block of blocks) h = block(h, condition);
      const [shift, scale] = tf.split(modulation(condition).expandDims(1), 2, 2);
      return unpatchify(out(modulated(h, shift!, scale!)), x.shape, patchSize);
    });
  return { parameters, predict };
}
