import { samplingMoves, type Conventions, type Move } from "dgm/diffusion";

/** Timesteps below this are visited by samplers that skip some. */
export const TOP = 980;

/** Why from there, for the files that hold what was measured so. */
export const WHY =
  "S steps of equal length down from timestep 979, the last one to the sample; 1000 steps visit all timesteps. Not from 999: " +
  "the cosine schedule leaves 5e-5 of the picture there, so that an error of the predicted noise is 20,000 times as large in " +
  "the predicted picture. FID of 200 pictures in a pilot, 10 steps: PLMS from 979 / 989 / 994 / 999: 114 / 514 / 1709 / " +
  "1962; DDIM eta 0: 180 / 213 / - / 209; eta 1: 106 / 96 / 107 / 109. 'leading', from 900, takes pure noise for a picture " +
  "that should be there to 15 %: PLMS 210, DDIM eta 0 240; 'linspace', from 999 to 0: DDIM eta 0 213. (200 pictures of " +
  "MNIST itself: 90.)";

/** The same for all samplers, so that methods are compared and not conventions. */
export const fewStepConventions = {
  final: "one",
  clip: "rederive-epsilon",
} as const satisfies Conventions;

/** The timesteps that every sampler of so many steps visits. */
export const fewStepMoves = (T: number, steps: number): Move[] =>
  samplingMoves(steps < T ? Math.min(TOP, T) : T, steps, { spacing: "trailing" });
