import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "./files";
import { takeLock } from "./lock";
import type { Places } from "./paths";
import { SetupProblem } from "./problem";

/** What a running step may use. */
export interface StepContext {
  readonly places: Places;
  /** Says what the step is doing now, in one line. */
  readonly say: (text: string) => void;
  /** Aborted when the user interrupts; pass it to every child process. */
  readonly signal: AbortSignal;
}

/**
 * One part of the set-up. `run` is idempotent and atomic: it works beside its target and renames at the end, so that
 * an interruption leaves what was there before. The engine writes the step's stamp only after `run` has returned.
 */
export interface Step {
  readonly name: string;
  /** Seconds that it usually takes. */
  readonly about: number;
  /** Everything that the result depends on; another key means that the step runs again. No absolute paths. */
  key(): string;
  /** Whether the products are there (a look at files only: this is called at every start). */
  isDone(): boolean;
  /** Does the work. A returned text is a warning: the step is then not stamped and runs again next time. */
  run(context: StepContext): Promise<string | undefined>;
}

export interface RunStepsOptions {
  readonly places: Places;
  readonly steps: readonly Step[];
  /** Receives the progress, line by line. @default standard output */
  readonly print?: (line: string) => void;
  /** Names of steps to run whether or not they are done. @default none */
  readonly again?: readonly string[];
}

interface Stamp {
  readonly key: string;
  readonly seconds: number;
}

function stampFile(places: Places, step: Step): string {
  return join(places.stamps, `${step.name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.json`);
}

/** What was noted when a step was last finished, or undefined. */
export function readStamp(places: Places, step: Step): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(stampFile(places, step), "utf8")) as Stamp;
  } catch {
    return undefined;
  }
}

/** Whether a step needs no run: its products are there and were made for its present key. */
export function isComplete(places: Places, step: Step): boolean {
  return readStamp(places, step)?.key === step.key() && step.isDone();
}

async function runStep(
  step: Step,
  label: string,
  context: StepContext,
  print: (t: string) => void,
) {
  const started = Date.now();
  print(`${label} ${step.name} (about ${step.about} s) ...`);
  rmSync(stampFile(context.places, step), { force: true });
  const warning = await step.run(context);
  const seconds = (Date.now() - started) / 1000;
  if (warning === undefined) {
    const stamp: Stamp = { key: step.key(), seconds };
    writeAtomically(stampFile(context.places, step), `${JSON.stringify(stamp)}\n`);
    if (!step.isDone())
      throw new Error(`step "${step.name}" has run, but its products are missing`);
  }
  print(
    `${label} ${step.name}: ${warning === undefined ? "done" : "with a warning"} in ${seconds.toFixed(1)} s`,
  );
  return warning;
}

/** Ends the set-up at Ctrl-C or a polite kill: children are told, the lock is given back, nothing half-made stays. */
function onInterrupt(controller: AbortController, cleanUp: () => void): () => void {
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => {
    const handler = (): void => {
      controller.abort();
      cleanUp();
      process.stderr.write("\nSet-up interrupted; run the same command again to go on.\n");
      process.exit(130);
    };
    process.once(signal, handler);
    return () => process.removeListener(signal, handler);
  });
  return () => handlers.forEach((remove) => remove());
}

/**
 * Runs the steps that are not complete, in order, under the repository's set-up lock.
 *
 * @returns the warnings, and the names of the steps that were run
 * @throws SetupProblem (or whatever a step throws), after which the same call goes on where it stopped
 */
export async function runSteps(
  options: RunStepsOptions,
): Promise<{ ran: string[]; warnings: string[] }> {
  const {
    places,
    steps,
    again = [],
    print = (line) => process.stdout.write(`${line}\n`),
  } = options;
  const due = (step: Step): boolean => again.includes(step.name) || !isComplete(places, step);
  const ran: string[] = [];
  const warnings: string[] = [];
  if (!steps.some(due)) return { ran, warnings };
  const unlock = await takeSetupLock(places, print);
  const controller = new AbortController();
  const release = (): void => {
    rmSync(places.scratch, { recursive: true, force: true });
    unlock();
  };
  const stopListening = onInterrupt(controller, release);
  try {
    rmSync(places.scratch, { recursive: true, force: true }); // what an interrupted set-up left
    for (const [index, step] of steps.entries()) {
      if (!due(step)) continue;
      const say = (text: string): void => print(`      ${text}`);
      const label = `[${index + 1}/${steps.length}]`;
      const warning = await runStep(step, label, { places, say, signal: controller.signal }, print);
      ran.push(step.name);
      if (warning !== undefined) warnings.push(warning);
    }
  } finally {
    stopListening();
    release();
  }
  return { ran, warnings };
}

async function takeSetupLock(places: Places, print: (line: string) => void): Promise<() => void> {
  try {
    return await takeLock(join(places.local, "setup.lock"), (pid) => {
      print(`Another set-up of this repository is running (process ${pid}); waiting for it ...`);
    });
  } catch (error) {
    const reason = (error as Error).message;
    throw new SetupProblem(
      `The folder ${places.local} cannot be written (${reason}).`,
      "Give yourself the right to write into the repository's folder, or clone it where you may.",
    );
  }
}
