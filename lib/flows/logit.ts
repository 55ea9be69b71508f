import * as tf from "../core/tf";
import { perExampleSum } from "../nn";
import { transformed, type Bijector } from "./bijector";

/** Where `logit` goes to infinity, a little beyond 1, and up to where its inverse goes. */
export const logitEnd = (lambda: number): number => 1 / (1 - 2 * lambda);

/**
 * From numbers in [-1, 1] to the whole line, number by number: y = log(a/(1 - a)) of a = λ + (1 - 2λ)(x + 1)/2, so that a flow
 * need not learn where the data end; Dinh et al. 2017, section 4.1. λ keeps both ends finite.
 * @throws RangeError unless 0 < λ < ½.
 */
export function logit(lambda = 1e-4): Bijector {
  if (!(lambda > 0 && lambda < 0.5)) {
    throw new RangeError(
      `logit: lambda=${lambda}; expected a number between 0 and 0.5, such as 1e-4.`,
    );
  }
  const width = 1 - 2 * lambda;
  return {
    forward: (x) =>
      transformed(() => {
        const logOf = (fromEnd: tf.Tensor) =>
          fromEnd
            .mul(width / 2)
            .add(lambda)
            .log(); // exact near the ends
        const [logA, logB] = [logOf(x.add(1)), logOf(tf.sub(1, x))]; // a, 1 - a
        const logDet = logA
          .add(logB)
          .neg()
          .add(Math.log(width / 2));
        return { value: logA.sub(logB), logDet: perExampleSum(logDet) };
      }),
    inverse: (y) =>
      transformed(() => {
        const value = tf
          .sigmoid(y)
          .sub(0.5)
          .mul(2 / width);
        const logSlope = tf.softplus(y).add(tf.softplus(y.neg())).neg(); // log a + log(1 - a)
        return { value, logDet: perExampleSum(logSlope.sub(Math.log(width / 2))) };
      }),
  };
}
