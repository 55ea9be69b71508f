import type { Rng } from "../core/rng";
import { Parameters } from "../nn";

/** What `build` makes with new parameters, which are freed when it fails. */
export function buildWith<T>(rng: Rng, build: (parameters: Parameters) => T): T {
  const parameters = new Parameters(rng);
  try {
    return build(parameters);
  } catch (error) {
    parameters.dispose();
    throw error;
  }
}
