import { rows, seed, type Rng } from "dgm/core";
import { createGlow, createMultiScaleRealNvp, type GlowConfig, type PictureFlow } from "dgm/flows";
import { bitsPerDim, sampleMean } from "dgm/math";
import type { Figures } from "dgm/notebook";
import { warmupCosine } from "dgm/train";
import { meanFigures } from "./meanFigures";
import { allDigits, testSet, trainingSet } from "./mnistDigits";
import type { RowContext, Study, StudyRow } from "./study";

/** How large the flows are and how long they train; tests make it short. */
export interface GlowStudySizes {
  readonly levels: NonNullable<GlowConfig["levels"]>;
  readonly updates: number;
  readonly batchSize: number;
  /** Flows of a row, which differ in their keys alone. */
  readonly flows: number;
  /** Test pictures that the bits are measured on. */
  readonly tested: number;
}

export const glowSizes: GlowStudySizes = {
  levels: [
    { steps: 4, hidden: 32 },
    { steps: 4, hidden: 64 },
  ],
  updates: 400,
  batchSize: 64,
  flows: 3,
  tested: 2000,
};

/** Raise it when the code changes what is measured. */
const VERSION = 1;
const SEED = 41;
const PEAK_RATE = 3e-3;
const WARMUP_SHARE = 0.1;
const PICTURES = { imageSize: 28, channels: 1 } as const;

type Change = Omit<GlowConfig, keyof typeof PICTURES>;
type Create = (rng: Rng) => PictureFlow;

/** Trains one flow; bits per dimension of test pictures, a bound, with the same noise in them for all flows. */
async function bitsOf(create: Create, number: number, sizes: GlowStudySizes, signal: AbortSignal) {
  const { updates, batchSize, tested } = sizes;
  const [initRng, runRng] = seed(SEED).fold(number).split(2) as [Rng, Rng];
  const flow = create(initRng);
  try {
    await flow.fit(await trainingSet(), {
      steps: updates,
      batchSize,
      rng: runRng,
      signal,
      clipNorm: 1,
      emaDecay: 0,
      learningRate: warmupCosine({
        peak: PEAK_RATE,
        warmup: Math.ceil(WARMUP_SHARE * updates),
        steps: updates,
      }),
    });
    const pictures = rows(allDigits(await testSet()), 0, tested);
    const elbos = await flow.elbos(pictures, seed(SEED).fold("noise"));
    const parameters = flow.parameters.count;
    return { bits: bitsPerDim(-sampleMean(elbos), 784), parameters };
  } finally {
    flow.dispose();
  }
}

function flowRow(name: string, change: object, create: Create, sizes: GlowStudySizes): StudyRow {
  return {
    name,
    settings: { ...change },
    async run({ signal, say }: RowContext): Promise<Figures> {
      const flows: Awaited<ReturnType<typeof bitsOf>>[] = [];
      for (let number = 0; number < sizes.flows; number++) {
        flows.push(await bitsOf(create, number, sizes, signal));
        say(`  flow ${number + 1}: ${flows.at(-1)!.bits.toFixed(4)} bits per dimension`);
      }
      return {
        ...meanFigures(flows.map(({ bits }) => ({ bitsPerDim: bits }))),
        each: flows.map(({ bits }) => bits.toFixed(5)).join(" "),
        parameters: flows[0]!.parameters,
      };
    },
  };
}

/** The study; tests make it small. */
export function createGlowStudy(sizes: GlowStudySizes = glowSizes): Study {
  const { levels } = sizes;
  const whole = { levels, dequantisation: "variational" } as const;
  const glow = (name: string, change: Change) =>
    flowRow(name, change, (rng) => createGlow({ ...PICTURES, ...whole, ...change }, rng), sizes);
  const allSteps = levels.reduce((sum, { steps }) => sum + steps, 0);
  const half = levels.map(({ steps, hidden }) => ({ steps: Math.ceil(steps / 2), hidden }));
  return {
    name: "glow",
    description:
      "Small Glows of MNIST, trained alike, with one part exchanged for a simpler one in each row: bits per dimension of " +
      "test pictures (a bound), mean over flows that differ in their keys alone.",
    async settings() {
      const { tested, updates, batchSize, flows } = sizes;
      return {
        version: VERSION,
        seed: SEED,
        ...whole,
        levels: levels.map((level) => ({ ...level })),
        updates,
        batchSize,
        peakRate: PEAK_RATE,
        warmupShare: WARMUP_SHARE,
        flows,
        tested,
      };
    },
    rows: [
      glow("Glow", {}),
      glow("W without its parts", { mixing: "plain" }),
      glow("exchange of halves for W", { mixing: "exchange" }),
      glow("additive couplings", { coupling: "additive" }),
      glow("actnorm from the identity", { actnorm: "identity" }),
      glow("no actnorm", { actnorm: "none" }),
      glow("N(0, I) at the split", { splitPrior: "standard" }),
      glow("uniform dequantisation", { dequantisation: "uniform" }),
      glow("half as many steps", { levels: half }),
      glow("one scale", { levels: [{ steps: allSteps, hidden: levels[0]!.hidden }] }),
      flowRow(
        "RealNVP",
        { family: "realnvp-multiscale" },
        (rng) => createMultiScaleRealNvp({ ...PICTURES, levels }, rng),
        sizes,
      ),
    ],
  };
}

export const glowStudy = createGlowStudy();
