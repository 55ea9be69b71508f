import { rootSpaced, type EndPoints } from "./scaledLinear";

/**
 * `quad` of Ho et al.'s code, [T]: the form of `scaledLinearBetas` with the ends of DDPM, 1e-4 and 0.02.
 * @throws RangeError unless T is a positive integer and both ends are in [0, 1].
 */
export function quadraticBetas(T: number, options: EndPoints = {}): Float64Array {
  const { betaStart = 1e-4, betaEnd = 0.02 } = options;
  return rootSpaced("quadraticBetas", T, { betaStart, betaEnd });
}
