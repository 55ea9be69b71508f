import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describeEnd, execute } from "../execute";
import { fingerprint } from "../files";
import type { Places } from "../paths";
import type { Step, StepContext } from "../steps";
import { compileBinding, isPlaced, placeBinding, removeBinding, bindingKey } from "./binding";
import { type Choice, isInstalled, readChoice, writeChoice } from "./choice";
import { type Candidate, chooseTensorflow, type Plan } from "./choose";
import { downloadLibrary } from "./download";
import { firstThatWorks } from "./fallback";
import { findProgram, probeMachine } from "./probe";
import { cpuWheels, gpuWheel, nvidiaWheels } from "./releases";
import { verifyNative } from "./verify";

type Kind = Pick<Choice, "kind" | "variant" | "folder">;

async function install(context: StepContext, candidate: Candidate): Promise<Kind> {
  const { places } = context;
  if (candidate.kind === "wasm") {
    removeBinding(places);
    return { kind: "wasm" };
  }
  if (candidate.kind === "prebuilt") {
    await installPrebuilt(context);
    return { kind: "prebuilt" };
  }
  const { variant, folder } = candidate;
  await downloadLibrary(context, candidate);
  await compileBinding(context, folder);
  placeBinding(places, folder);
  return { kind: "wheel", variant, folder };
}

/** Lets the npm package fetch the library of 2022 that it was published with. */
async function installPrebuilt({ places, say, signal }: StepContext): Promise<void> {
  say("trying the npm package's own prebuilt library");
  removeBinding(places);
  const npm = process.env.npm_execpath;
  const args = [
    "rebuild",
    "@tensorflow/tfjs-node-gpu",
    "--ignore-scripts=false",
    "--foreground-scripts",
  ];
  const [command, all] = npm?.endsWith("js") ? [process.execPath, [npm, ...args]] : ["npm", args];
  const shell = command === "npm" && process.platform === "win32";
  const done = await execute(command, all, { cwd: places.root, signal, limit: 600, shell });
  if (done.status !== 0) throw new Error(`npm rebuild ${describeEnd(done, 4)}`);
}

/** Tries one candidate to the end: fetch, compile, and add two tensors with it. */
async function attempt(
  context: StepContext,
  candidate: Candidate,
  { reasons }: Plan,
  failures: readonly string[],
): Promise<Choice> {
  const kind = await install(context, candidate);
  const firstLines = failures.map((failure) => failure.split("\n")[0]);
  const reason = [...reasons, ...firstLines].join("; ") || "the CPU build for this machine";
  const draft: Choice = { ...kind, gpu: false, reason, failures };
  writeChoice(context.places, draft); // the environment of the trial reads it
  if (kind.kind === "wasm") return draft;
  context.say("adding two tensors with it");
  const loaded = await verifyNative(context.places, context.signal);
  const choice = { ...draft, ...loaded };
  writeChoice(context.places, choice);
  return choice;
}

/** Tries the candidates of a plan until one works, and notes why the others did not. */
function installFirst(context: StepContext, plan: Plan): Promise<Choice> {
  return firstThatWorks({
    candidates: plan.candidates,
    attempt: (candidate, failures) => attempt(context, candidate, plan, failures),
    onFailure: (failure) => {
      removeBinding(context.places);
      context.say(`did not work: ${failure}`);
    },
    isOver: () => context.signal.aborted,
  });
}

/** Libraries of other versions or variants are not needed any more. */
function removeOthers(places: Places, folder: string): void {
  for (const entry of readdirSync(places.tensorflow, { withFileTypes: true }))
    if (entry.isDirectory() && entry.name !== folder)
      rmSync(join(places.tensorflow, entry.name), { recursive: true, force: true });
}

/** TensorFlow's native library and its binding, or the decision to do without. */
export function tensorflowStep(places: Places): Step {
  return {
    name: "TensorFlow",
    about: 60,
    key: () =>
      fingerprint(
        ...[process.platform, process.arch, process.env.DGM_TENSORFLOW ?? ""],
        findProgram("nvidia-smi") === undefined ? "no NVIDIA driver" : "NVIDIA driver",
        JSON.stringify([cpuWheels, gpuWheel, nvidiaWheels]),
        bindingKey(places),
      ),
    isDone: () => isInstalled(places, readChoice(places)),
    run: async (context) => {
      const plan = chooseTensorflow(probeMachine());
      for (const reason of plan.reasons) context.say(reason);
      const choice = await installFirst(context, plan);
      if (choice.folder !== undefined) removeOthers(places, choice.folder);
      return undefined;
    },
  };
}

/** Puts the compiled binding back when npm has replaced node_modules. */
export function bindingStep(places: Places): Step {
  return {
    name: "TensorFlow binding",
    about: 1,
    key: () => fingerprint(JSON.stringify(readChoice(places) ?? null)),
    isDone: () => {
      const choice = readChoice(places);
      return (
        choice?.kind !== "wheel" || (choice.folder !== undefined && isPlaced(places, choice.folder))
      );
    },
    run: () => {
      const choice = readChoice(places);
      if (
        choice?.kind === "wheel" &&
        choice.folder !== undefined &&
        !isPlaced(places, choice.folder)
      )
        placeBinding(places, choice.folder);
      return Promise.resolve(undefined);
    },
  };
}

/** A GPU build that found no GPU: the driver answers, but CUDA could not be started. */
function unusedGpuNotice({ variant, gpu, reason }: Choice): string | undefined {
  if (variant !== "gpu" || gpu) return undefined;
  return [
    `TensorFlow found no GPU that it can use, and computes on the CPU (${reason}).`,
    "In a container: is the card passed through? Else update the driver, then run: npm run setup",
  ].join("\n");
}

/** The sentence that the set-up ends with when the course runs slower than this machine could; else undefined. */
export function slownessNotice(choice: Choice | undefined): string | undefined {
  if (choice?.kind === "wheel") return unusedGpuNotice(choice);
  const why = choice?.reason ?? "the set-up has not been run";
  if (choice?.kind === "prebuilt")
    return `TensorFlow runs on the npm package's own older library (${why}). To try again: npm run setup`;
  return [
    `TensorFlow's native library is not available: ${why}`,
    "The course runs on the WebAssembly back end: training takes 5 to 17 times as long, sampling 3 to 8 times.",
    "Tests of the native library are skipped. To try again: npm run setup",
  ].join("\n");
}
