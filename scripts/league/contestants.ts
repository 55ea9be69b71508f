import { loadPixelCnn } from "dgm/autoregressive";
import type { NdArray, Rng } from "dgm/core";
import { ddim, dpmSolver2M, loadDdpm, type Ddpm, type Stepper } from "dgm/diffusion";
import { loadGlow, loadMultiScaleRealNvp, loadPictureMaf, type PictureFlow } from "dgm/flows";
import { loadGan } from "dgm/gan";
import { loadVae } from "dgm/vae";
import { fewStepConventions, fewStepMoves } from "../studies/timesteps";
import { checkpointFile } from "../train/files";

/** A model that is ready to draw digits [n,28,28,1] in [-1, 1]; the classes go round, where it has classes. */
export interface Drawing {
  sample(n: number, rng: Rng): Promise<NdArray>;
  dispose(): void;
}

/** What can be known about a picture's probability: that of its 256 levels, a bound of it, or nothing. */
export type Scoring = "exact" | "bound" | "no";

/** One shipped model of digits, drawn from in one way. */
export interface Contestant {
  /** The row's name; it begins with the checkpoint's. */
  readonly name: string;
  readonly family: "VAE" | "GAN" | "flow" | "autoregressive" | "diffusion";
  readonly checkpoint: string;
  /** The checkpoint whose weights its training began with: its training time counts as well. @default fresh weights */
  readonly startedFrom?: string;
  /** How a sample is made, in a few words. */
  readonly sampling: string;
  /** Passes through the network for one sample. */
  readonly passes: number;
  readonly scores: Scoring;
  /** Whether a picture has a code that gives it back. */
  readonly inverts: "exactly" | "approximately" | "no";
  /** Whether it can be drawn in fewer passes without training again. */
  readonly skips: "yes" | "no" | "has one";
  /** Whether it is told the class. */
  readonly classes: boolean;
  open(): Promise<Drawing>;
}

/** The classes that are asked for, in turn. */
export const askedClasses = (n: number): Uint8Array =>
  Uint8Array.from({ length: n }, (_, i) => i % 10);

const CLASSES_AT_ONCE = 250;
const PIXELS = 784;

interface Loaded {
  dispose(): void;
}

/** A contestant's `open`: loads its checkpoint, and draws by `draw`. */
const drawnBy =
  <Model extends Loaded>(
    name: string,
    load: (file: string) => Promise<{ readonly model: Model }>,
    draw: (model: Model, n: number, rng: Rng) => Promise<NdArray>,
  ) =>
  async (): Promise<Drawing> => {
    const { model } = await load(checkpointFile(name));
    return { sample: (n, rng) => draw(model, n, rng), dispose: () => model.dispose() };
  };

const vae = (show: "mean" | "sample", name: string, sampling: string): Contestant => ({
  name,
  family: "VAE",
  checkpoint: "vae-mnist",
  sampling,
  passes: 1,
  scores: "bound",
  inverts: "approximately",
  skips: "has one",
  classes: false,
  open: drawnBy("vae-mnist", loadVae, (model, n, rng) => model.sample(n, { rng, show })),
});

/** A flow's density is one of dequantised pictures: of the pictures themselves it gives a bound. */
const flow = (
  checkpoint: string,
  passes: number,
  load: (file: string) => Promise<{ readonly model: PictureFlow }>,
): Contestant => ({
  name: checkpoint,
  family: "flow",
  checkpoint,
  sampling: passes === 1 ? "one pass" : "one pass for each pixel",
  passes,
  scores: "bound",
  inverts: "exactly",
  skips: passes === 1 ? "has one" : "no",
  classes: false,
  open: drawnBy(checkpoint, load, (model, n, rng) => model.sample(n, { rng })),
});

/** Of the class-conditional model: how strongly it is guided towards the class. */
const GUIDANCE = 2;

function diffusion(
  checkpoint: string,
  sampler: { readonly name: string; make(): Stepper },
  steps: number,
  classes: boolean,
): Contestant {
  const draw = async (model: Ddpm, n: number, rng: Rng): Promise<NdArray> => {
    const { data, shape } = await model.sample(n, {
      rng,
      sampler: sampler.make(),
      moves: fewStepMoves(model.process.T, steps),
      ...fewStepConventions,
      ...(classes && { labels: askedClasses(n), guidance: { scale: GUIDANCE } }),
    });
    return { data: data.map((x) => Math.min(1, Math.max(-1, x))), shape };
  };
  return {
    name: `${checkpoint}, ${sampler.name}, ${steps} steps`,
    family: "diffusion",
    checkpoint,
    ...(classes && { startedFrom: "ddpm-mnist" }),
    sampling: `${sampler.name}, ${steps} steps${classes ? `, guidance ${GUIDANCE}` : ""}`,
    passes: classes ? 2 * steps : steps,
    scores: "bound",
    inverts: "approximately",
    skips: "yes",
    classes,
    open: drawnBy(checkpoint, loadDdpm, draw),
  };
}

const DDIM = { name: "DDIM", make: () => ddim({ eta: 0 }) };
const DPM = { name: "DPM-Solver++", make: () => dpmSolver2M() };

/** Every shipped model of digits that samples are drawn from. */
export const contestants: readonly Contestant[] = [
  vae("sample", "vae-mnist", "one pass, pixels drawn"),
  vae("mean", "vae-mnist, means", "one pass, means of the pixels"),
  {
    name: "gan-mnist",
    family: "GAN",
    checkpoint: "gan-mnist",
    sampling: "one pass",
    passes: 1,
    scores: "no",
    inverts: "no",
    skips: "has one",
    classes: true,
    open: drawnBy("gan-mnist", loadGan, (model, n, rng) =>
      model.sample(n, { rng, labels: askedClasses(n) }),
    ),
  },
  flow("realnvp-mnist", 1, loadMultiScaleRealNvp),
  flow("glow-mnist", 1, loadGlow),
  flow("maf-mnist", PIXELS, loadPictureMaf),
  {
    name: "pixelcnn-mnist",
    family: "autoregressive",
    checkpoint: "pixelcnn-mnist",
    sampling: "one step for each pixel, with a memory",
    passes: PIXELS,
    scores: "exact",
    inverts: "no",
    skips: "no",
    classes: true,
    open: drawnBy("pixelcnn-mnist", loadPixelCnn, (model, n, rng) =>
      model.sample(n, { rng, labels: askedClasses(n), batchSize: CLASSES_AT_ONCE }),
    ),
  },
  diffusion("ddpm-mnist", DDIM, 50, false),
  diffusion("ddpm-mnist", DPM, 10, false),
  diffusion("ddpm-mnist-class", DPM, 10, true),
];
