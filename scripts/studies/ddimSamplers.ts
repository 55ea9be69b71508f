import { ddim, dpmSolver2M, fPndm, plms, type Conventions, type Stepper } from "dgm/diffusion";
import type { StudySettings } from "dgm/notebook";

/** A sampler of the table. */
export interface ComparedSampler {
  readonly name: string;
  /** What a row's settings say of it. */
  readonly settings: StudySettings;
  /** Numbers of steps that it is measured at. */
  readonly steps: readonly number[];
  /** Where it departs from the conventions that the others share. */
  readonly conventions?: Pick<Conventions, "clip">;
  make(): Stepper;
}

type Eta = number | "sigma-hat";

function ofEta(eta: Eta, name: string, steps: readonly number[]): ComparedSampler {
  return { name, settings: { sampler: "ddim", eta }, steps, make: () => ddim({ eta }) };
}

/** As the authors' code of DDIM has it: the predicted picture may leave [-1, 1] on the way. */
function unclipped(eta: Eta, name: string): ComparedSampler {
  const conventions = { clip: "none" } as const;
  const clipped = ofEta(eta, `${name}, not clipped`, NOT_CLIPPED);
  return { ...clipped, settings: { ...clipped.settings, ...conventions }, conventions };
}

const FEW = [5, 10, 20, 50];
/** The paper's; the last one visits every step of the trained network and takes 17 minutes a row on two quiet cores. */
const ALL = [10, 20, 50, 100, 1000];
/** Enough to see whether clipping is what makes the difference to the paper. */
const NOT_CLIPPED = [10, 50];

/**
 * Song et al. 2021 (DDIM), table 1, with DDPM at its posterior's variance as eta 1 (the same pictures from the same noise),
 * and the solvers of higher order at few steps.
 */
export const comparedSamplers: readonly ComparedSampler[] = [
  ofEta(0, "DDIM eta 0", ALL),
  ofEta(0.2, "DDIM eta 0.2", ALL),
  ofEta(0.5, "DDIM eta 0.5", ALL),
  ofEta(1, "DDIM eta 1 = DDPM", ALL),
  ofEta("sigma-hat", "DDPM sigma-hat", ALL),
  unclipped(0, "DDIM eta 0"),
  unclipped(1, "DDIM eta 1 = DDPM"),
  unclipped("sigma-hat", "DDPM sigma-hat"),
  { name: "PLMS", settings: { sampler: "plms" }, steps: FEW, make: () => plms() },
  { name: "F-PNDM", settings: { sampler: "fPndm" }, steps: FEW, make: () => fPndm() },
  {
    name: "DPM-Solver++ 2M",
    settings: { sampler: "dpmSolver2M" },
    steps: FEW,
    make: () => dpmSolver2M(),
  },
];
