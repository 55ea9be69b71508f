import { execFileSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { ready } from "dgm/core";
import { amendCard, InterruptedError, type ProgressEvent } from "dgm/train";
import { classifierMnist } from "./train/classifierMnist";
import { ddpms2d } from "./train/ddpm2d";
import { ddpmMnist } from "./train/ddpmMnist";
import { ddpmMnistClass } from "./train/ddpmMnistClass";
import { checkpointFile, stateFile } from "./train/files";
import { ganMnist } from "./train/ganMnist";
import { glowMnist } from "./train/glowMnist";
import { mafMnist } from "./train/mafMnist";
import { pixelCnnMnist, pixelCnnMnistBinary } from "./train/pixelCnnMnist";
import { realNvpMnist } from "./train/realNvpMnist";
import type { Recipe, Trained } from "./train/recipe";
import { vaesMnist } from "./train/vaeMnist";
import { vqVaeMnist } from "./train/vqVaeMnist";

const ROOT = path.resolve(__dirname, "..");
const LOSS_SPAN = 100;

/** Every checkpoint that the repository ships, by name. */
export const recipes: readonly Recipe[] = [
  classifierMnist,
  ddpmMnist,
  ddpmMnistClass,
  ...ddpms2d,
  ...vaesMnist,
  vqVaeMnist,
  ganMnist,
  realNvpMnist,
  glowMnist,
  mafMnist,
  pixelCnnMnist,
  pixelCnnMnistBinary,
];

const USAGE = `usage: npm run train -- <name> [--steps N] [--judge]   (--judge: measure the shipped checkpoint again)\n  names: ${recipes.map((r) => r.name).join(", ")}`;

/** `npm run train -- <name>`: trains a checkpoint, resuming where an interrupted run stopped, and measures it. */
export async function main(args: string[]): Promise<number> {
  const recipe = recipes.find(({ name }) => name === args[0]);
  const stepsAt = args.indexOf("--steps");
  const steps = stepsAt < 0 ? recipe?.steps : Number(args[stepsAt + 1]);
  if (recipe === undefined || steps === undefined || !Number.isInteger(steps) || steps < 1) {
    const problem =
      recipe === undefined
        ? `no recipe named '${args[0] ?? ""}'`
        : `--steps must be a positive integer`;
    console.error(`train: ${problem}\n${USAGE}`);
    return 2;
  }
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  process.once("SIGTERM", () => interrupt.abort());
  console.log((await ready()).summary);
  const file = checkpointFile(recipe.name);
  try {
    if (args.includes("--judge")) {
      await judge(recipe, file);
      return 0;
    }
    const trained = await recipe.run({
      steps,
      signal: interrupt.signal,
      onProgress: reporter(),
      stateFile: stateFile(recipe.name),
    });
    await writeCheckpoint(recipe, steps, trained);
    await judge(recipe, file);
    return 0;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    console.log(error.message);
    return 130;
  }
}

/** A line every ten seconds: where the run is, its mean loss since the last line, its speed and end. */
function reporter(): (event: ProgressEvent) => void {
  let last = Date.now();
  let sum = 0;
  let count = 0;
  return ({ step, steps, metrics, stepsPerSecond, remainingSeconds }) => {
    sum += metrics.loss ?? 0;
    count++;
    if (Date.now() - last < 10_000 && step < steps) return;
    const minutes = (remainingSeconds / 60).toFixed(1);
    console.log(
      `step ${step}/${steps}  loss ${(sum / count).toFixed(5)}  ${stepsPerSecond.toFixed(2)} steps/s  ${minutes} min left`,
    );
    last = Date.now();
    sum = count = 0;
  };
}

async function writeCheckpoint(recipe: Recipe, steps: number, trained: Trained): Promise<void> {
  const { name, description, seed, batchSize } = recipe;
  const { history, data, save } = trained;
  const training = {
    data,
    seed,
    steps,
    batchSize,
    seconds: Math.round(history.seconds),
    machine: `${os.availableParallelism()} x ${os.cpus()[0]?.model.trim() ?? "unknown CPU"}`,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT }).toString().trim(),
    lossCurve: lossCurve(history.losses),
    lossSpan: LOSS_SPAN,
  };
  await save(checkpointFile(name), { description, training });
}

/** Measures the file as it is shipped, and writes that into its card. */
async function judge(recipe: Recipe, file: string): Promise<void> {
  const metrics = await recipe.judge(file);
  await amendCard(file, { metrics });
  console.log(`${path.relative(ROOT, file)}: ${JSON.stringify(metrics)}`);
}

/** Mean loss over consecutive spans. */
function lossCurve(losses: Float32Array): number[] {
  return Array.from({ length: Math.ceil(losses.length / LOSS_SPAN) }, (_, i) => {
    const span = losses.subarray(i * LOSS_SPAN, (i + 1) * LOSS_SPAN);
    return Number((span.reduce((a, b) => a + b, 0) / span.length).toFixed(5));
  });
}
