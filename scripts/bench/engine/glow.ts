import type { Rng } from "../../../lib/core";
import * as tf from "../../../lib/core/tf";
import { createConv2d, Parameters, type ParameterScope, zeros } from "../../../lib/nn";
import { addBias } from "../../../lib/nn/addBias";
import type { BenchNetwork } from "./network";

/** One level of Glow, Kingma & Dhariwal 2018: a squeeze, then steps of actnorm, 1x1 convolution and coupling. */
export interface GlowConfig {
  /** Side of the square images before the squeeze, an even number. */
  readonly imageSize: number;
  readonly channels: number;
  readonly steps: number;
  /** Width of the couplings' networks. */
  readonly hidden: number;
}

/** An invertible map and the logarithm of its Jacobian's determinant: a scalar per example, [B], or for all of them. */
interface Flow {
  (x: tf.Tensor4D): { readonly y: tf.Tensor4D; readonly logDet: tf.Tensor };
}

/** A scale and a shift per channel. */
function createActnorm(scope: ParameterScope, channels: number): Flow {
  const logScale = scope.create("logScale", [channels], zeros);
  const bias = scope.create("bias", [channels], zeros);
  return (x) => ({
    y: addBias(x.mul(logScale.exp()), bias),
    logDet: logScale.sum().mul(x.shape[1] * x.shape[2]),
  });
}

/** W = P L (U + diag(exp s)) with P the reversal of the channels: log|det W| = Σ s; section 3.2. */
function createMixing(scope: ParameterScope, channels: number): Flow {
  const shape = [channels, channels] as const;
  const lower = scope.create("lower", shape, zeros);
  const upper = scope.create("upper", shape, zeros);
  const logScale = scope.create("logScale", [channels], zeros);
  const below = Array.from({ length: channels ** 2 }, (_, i) =>
    i % channels < Math.floor(i / channels) ? 1 : 0,
  );
  return (x) => {
    const mask = tf.tensor2d(below, [...shape]);
    const identity = tf.eye(channels);
    const l = lower.mul(mask).add(identity) as tf.Tensor2D;
    const u = upper.mul(mask.transpose()).add(identity.mul(logScale.exp())) as tf.Tensor2D;
    const w = tf.matMul(l, u).reverse(0); // [C,C]
    return {
      y: tf.conv2d(x, w.reshape<tf.Tensor4D>([1, 1, ...shape]), 1, "same"),
      logDet: logScale.sum().mul(x.shape[1] * x.shape[2]),
    };
  };
}

/** Scales and shifts one half of the channels by what a convolutional network sees in the other. */
function createCoupling(scope: ParameterScope, channels: number, hidden: number): Flow {
  const layer = (name: string, inChannels: number, outChannels: number, kernelSize: number) =>
    createConv2d(scope.in(name), { inChannels, outChannels, kernelSize });
  const conv1 = layer("conv1", channels / 2, hidden, 3);
  const conv2 = layer("conv2", hidden, hidden, 1);
  const conv3 = layer("conv3", hidden, channels, 3);
  return (x) => {
    const [kept, moved] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    const both = conv3(tf.relu(conv2(tf.relu(conv1(kept)))));
    const [shift, raw] = tf.split(both, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    const logScale = tf.softplus(tf.sub(-2, raw)).neg(); // log σ(raw + 2); tf.logSigmoid loses its input in a tidy
    const y = tf.concat([kept, moved.add(shift).mul(logScale.exp())], 3) as tf.Tensor4D;
    return { y, logDet: logScale.sum([1, 2, 3]) };
  };
}

/** 2x2 pixels become one of four times the channels: [B,H,W,C] → [B,H/2,W/2,4C]. */
function squeeze(x: tf.Tensor4D): tf.Tensor4D {
  const [B, H, W, C] = x.shape;
  const squares = x.reshape([B, H / 2, 2, W / 2, 2, C]).transpose([0, 1, 3, 2, 4, 5]);
  return squares.reshape([B, H / 2, W / 2, 4 * C]);
}

/** Builds the flow with fresh weights from `rng`; its loss is the negative log-likelihood, in nats per dimension. */
export function createGlow({ imageSize, channels, steps, hidden }: GlowConfig, rng: Rng) {
  const parameters = new Parameters(rng);
  const width = 4 * channels;
  const flows = Array.from({ length: steps }, (_, i) => {
    const scope = parameters.in("steps").in(String(i));
    return [
      createActnorm(scope.in("actnorm"), width),
      createMixing(scope.in("mixing"), width),
      createCoupling(scope.in("coupling"), width, hidden),
    ];
  }).flat();
  const loss = (x: tf.Tensor4D): tf.Scalar =>
    tf.tidy(() => {
      let z = squeeze(x);
      const logDets = flows.map((flow) => {
        const { y, logDet } = flow(z);
        z = y;
        return logDet.mean();
      });
      const energy = z.square().mean().mul(0.5);
      const perDimension = tf.addN(logDets).div(imageSize ** 2 * channels);
      return energy.sub(perDimension).add(0.5 * Math.log(2 * Math.PI)) as tf.Scalar;
    });
  const inputs = (count: number, key: Rng) =>
    new Map([["x", key.normal<tf.Rank.R4>([count, imageSize, imageSize, channels])]]);
  const network: BenchNetwork = { parameters, inputs, loss: (x) => loss(x as tf.Tensor4D) };
  return network;
}
