import { randomNormal } from "../core/random";
import * as tf from "../core/tf";
import { perExampleSum, zeros, type ParameterScope } from "../nn";
import type { OutputDistribution } from "./output";

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * N(raw, σ² I), with one σ for all numbers: given, or learned together with the network (then the best value is the root
 * of the mean squared error; Lucas et al. 2019, section 4).
 */
export function gaussian(scope: ParameterScope, deviation: number | "learned"): OutputDistribution {
  const learned = deviation === "learned" ? scope.create("logVariance", [1], zeros) : undefined;
  const logVariance = (): tf.Tensor =>
    learned ?? tf.scalar(2 * Math.log(deviation as number), "float32");
  return {
    outputs: 1,
    logProb: (x, raw) =>
      tf.tidy(() => {
        const log = logVariance();
        const square = x.sub(raw).square().mul(log.neg().exp());
        return perExampleSum(square.add(log).add(LOG_TWO_PI).mul(-0.5));
      }),
    mean: (raw) => raw.clone(),
    sample: (raw, key) =>
      tf.tidy(() => {
        const noise = randomNormal(key, raw.shape as tf.ShapeMap[tf.Rank]) as tf.Tensor;
        return raw.add(noise.mul(logVariance().mul(0.5).exp()));
      }),
  };
}
