import { requireInteger, requireNumber } from "../../core/arguments";

/**
 * The same beta at every step, [T]; `const` of Ho et al.'s code (there 0.02).
 * @throws RangeError unless T is a positive integer and beta is in [0, 1].
 */
export function constantBetas(T: number, beta: number): Float64Array {
  requireInteger("constantBetas", "T", T, 1);
  requireNumber("constantBetas", "beta", beta, 0, 1);
  return new Float64Array(T).fill(beta);
}
