import * as tf from "../../core/tf";
import type { PixelDistribution } from "./distribution";

/** Black or white by one logit l: p(x = 1) = σ(l), so that log p(x) = -softplus(-x l) for x = ±1. */
export const bernoulli: PixelDistribution = {
  levels: 2,
  parameters: 1,
  draws: 1,
  logProb: (parameters, x) =>
    tf.tidy(() => tf.softplus(parameters.squeeze([-1]).mul(x).neg()).neg()),
  logProbs: (parameters) =>
    tf.tidy(() => tf.softplus(tf.concat([parameters, parameters.neg()], -1)).neg()),
  sample: (parameters, u) =>
    tf.tidy(() => tf.less(u, parameters.sigmoid()).toFloat().mul(2).sub(1).squeeze([-1])),
};
