import * as tf from "../core/tf";
import { transformed, type Bijector, type Transformed } from "./bijector";

type Direction = (part: Bijector, x: tf.Tensor) => Transformed;

/**
 * One bijector after the other, the first one next to the data: the Jacobians multiply, so their log-determinants add.
 * @throws RangeError for an empty list.
 */
export function compose(parts: readonly Bijector[]): Bijector {
  if (parts.length === 0) {
    throw new RangeError("compose: there is no bijector; pass at least one.");
  }
  const backwards = [...parts].reverse();
  const through = (order: readonly Bijector[], x: tf.Tensor, move: Direction): Transformed =>
    transformed(() => {
      let value = x;
      const logDets = order.map((part) => {
        const moved = move(part, value);
        value = moved.value;
        return moved.logDet;
      });
      return { value, logDet: tf.addN(logDets) };
    });
  return {
    forward: (x) => through(parts, x, (part, h) => part.forward(h)),
    inverse: (z) => through(backwards, z, (part, h) => part.inverse(h)),
    ...(parts.some(({ initialise }) => initialise) && {
      initialise: (x: tf.Tensor) => initialise(parts, x),
    }),
  };
}

/** Each part sees what the parts before it, initialised already, make of the batch. */
function initialise(parts: readonly Bijector[], x: tf.Tensor): void {
  tf.tidy(() => {
    let h = x;
    for (const part of parts) {
      part.initialise?.(h);
      h = part.forward(h).value;
    }
  });
}
