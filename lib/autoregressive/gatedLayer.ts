import * as tf from "../core/tf";
import { createLinear, uniformFanIn, type ParameterScope } from "../nn";
import { gate } from "./gate";
import { createMaskedLinear } from "./maskedConv2d";
import type { CentreMaskConfig } from "./masks";
import { createHorizontalConv, createVerticalConv, type WindowConv } from "./stackConvolutions";

export interface GatedLayerConfig extends CentreMaskConfig {
  /** How far the layer sees: (n - 1)/2 for an n x n kernel. */
  readonly reach: number;
  /** Classes that it is told of; 0 for none. */
  readonly classes: number;
  /** The first layer's vertical stack does not see its own row. */
  readonly first: boolean;
  /** The last layer's vertical stack ends with what it tells the horizontal one. */
  readonly last: boolean;
}

/**
 * One layer of the gated PixelCNN with its two stacks, v and h; van den Oord et al. 2016b, figure 2 and equation 4. Its parts
 * work on any window of a picture, padded by the caller: all of it, a row, or a pixel. Classes are one-hot, [B,classes].
 */
export interface GatedLayer {
  /** What it sees of the rows above: [B,rows,W+2 reach,inputs] → [B,rows - reach,W,2p]. */
  readonly above: WindowConv;
  /** New features of the vertical stack, from what is seen above: [B,H,W,2p] → [B,H,W,p]. Absent in the last layer. */
  readonly vertical?: (seen: tf.Tensor4D, v?: tf.Tensor4D, classes?: tf.Tensor2D) => tf.Tensor4D;
  /** What the horizontal stack is told of it, and of the class: [B,H,W,2p] → [B,H,W,2p]. */
  readonly link: (seen: tf.Tensor4D, classes?: tf.Tensor2D) => tf.Tensor4D;
  /** New features of the horizontal stack: [B,H,W+reach,inputs] and the link [B,H,W,2p] → [B,H,W,p]. */
  readonly horizontal: (window: tf.Tensor4D, link: tf.Tensor4D, h?: tf.Tensor4D) => tf.Tensor4D;
}

/**
 * Where v or h is given, the new features are added to it. (In the vertical stack PixelCNN++ does that too; the paper adds in
 * the horizontal stack alone.)
 */
export function createGatedLayer(scope: ParameterScope, config: GatedLayerConfig): GatedLayer {
  const { type, from, to, reach, classes, first, last } = config;
  const width = 2 * to.length;
  const both = [...to, ...to]; // the colours that the halves for tanh and σ work for
  const above = createVerticalConv(scope.in("above"), {
    inChannels: from.length,
    outChannels: width,
    reach,
    ownRow: !first,
  });
  const left = createHorizontalConv(scope.in("left"), { type, from, to: both, reach });
  const linked = createLinear(scope.in("link"), { inFeatures: width, outFeatures: width });
  const out = createMaskedLinear(scope.in("out"), { type: "B", from: to, to });
  const told = createClassBias(scope.in("link"), classes, width);
  const added = (y: tf.Tensor4D, to?: tf.Tensor4D) => (to ? to.add<tf.Tensor4D>(y) : y);

  const layer: GatedLayer = {
    above,
    link: (seen, oneHot) => tf.tidy(() => added(linked(seen), told(oneHot))),
    horizontal: (window, link, h) => tf.tidy(() => added(out(gate(left(window).add(link))), h)),
  };
  if (last) return layer;
  const bias = scope.in("vertical").create("bias", [width], uniformFanIn(width));
  const toldVertical = createClassBias(scope.in("vertical"), classes, width);
  return {
    ...layer,
    vertical: (seen, v, oneHot) =>
      tf.tidy(() => {
        const shift = toldVertical(oneHot)?.add(bias) ?? bias;
        return added(gate(seen.add(shift)), v);
      }),
  };
}

/** What a class adds before a gate, [B,1,1,width]; 2016b, equation 4. */
function createClassBias(scope: ParameterScope, classes: number, width: number) {
  if (classes === 0) return () => undefined;
  const init = uniformFanIn(classes);
  const table = scope.create("classes", [classes, width], init) as unknown as tf.Tensor2D;
  return (oneHot?: tf.Tensor2D) =>
    oneHot && tf.matMul(oneHot, table).reshape<tf.Tensor4D>([-1, 1, 1, width]);
}
