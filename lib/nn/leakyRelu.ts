import * as tf from "../core/tf";

/** Slope below 0; Radford et al. 2016, section 3. */
const SLOPE = 0.2;

/** x above 0 and 0.2 x below, any shape: 0.2 x + 0.8 relu(x), whose gradient takes as few operations. */
export const leakyRelu = <T extends tf.Tensor>(x: T): T =>
  tf.tidy(() => x.mul<T>(SLOPE).add<T>(tf.relu(x).mul(1 - SLOPE)));
