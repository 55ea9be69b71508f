import { requireInteger, requireNumber } from "../../core/arguments";
import { equallySpaced } from "./linear";

export interface EndPoints {
  /** β of the first step. */
  readonly betaStart?: number;
  /** β of the last step. */
  readonly betaEnd?: number;
}

/** Squares of numbers equally spaced between the roots of both ends. */
export function rootSpaced(where: string, T: number, ends: Required<EndPoints>): Float64Array {
  requireInteger(where, "T", T, 1);
  requireNumber(where, "betaStart", ends.betaStart, 0, 1);
  requireNumber(where, "betaEnd", ends.betaEnd, 0, 1);
  const roots = equallySpaced(T, Math.sqrt(ends.betaStart), Math.sqrt(ends.betaEnd));
  return roots.map((root) => root * root);
}

/**
 * Betas whose square roots are equally spaced, [T]: `scaled_linear` of diffusers, and what CompVis latent-diffusion calls
 * `linear`. The default ends are those of Stable Diffusion, 0.00085 and 0.012; other latent-diffusion models take 0.0015
 * and 0.0195 (CelebA-HQ, FFHQ, ImageNet) or 0.0015 and 0.0155 (LSUN churches).
 * @throws RangeError unless T is a positive integer and both ends are in [0, 1].
 */
export function scaledLinearBetas(T: number, options: EndPoints = {}): Float64Array {
  const { betaStart = 0.00085, betaEnd = 0.012 } = options;
  return rootSpaced("scaledLinearBetas", T, { betaStart, betaEnd });
}
