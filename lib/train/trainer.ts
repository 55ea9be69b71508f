import { performance } from "node:perf_hooks";
import { requireInteger, requireNumber } from "../core/arguments";
import { compile } from "../core/compile/compile";
import type { Rng } from "../core/rng";
import type { Trainable } from "../core/trainable";
import * as tf from "../core/tf";
import { createGroup, type TrainedGroup } from "./group";
import { InterruptedError, runLoop } from "./loop";
import type { GroupedObjective, GroupOptions, Objective } from "./objective";
import type { ProgressListener } from "./progress";
import {
  loadTrainingState,
  saveTrainingState,
  type RunPosition,
  type StateGroups,
} from "./trainingState";

/** How a run goes, whatever it trains. */
export interface RunOptions {
  /** Steps in all, those of an earlier, interrupted run included. */
  readonly steps: number;
  readonly rng: Rng;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  /** File of the resumable training state; without it nothing is saved. */
  readonly stateFile?: string;
  /** Seconds between two savings. @default 120 */
  readonly saveEverySeconds?: number;
  /** Says what run this is, for the state file. */
  readonly fingerprint?: string;
  /** Let convolutions and matrix products compute in bfloat16; see `compile`. @default false */
  readonly bfloat16?: boolean;
  /** Run op by op instead of as one compiled call, to debug a loss. @default false */
  readonly eager?: boolean;
}

export interface TrainOptions extends RunOptions, GroupOptions {}

export interface TrainHistory {
  /** Loss of each step. */
  readonly losses: Float32Array;
  /** Wall time of all of it, earlier sessions included. */
  readonly seconds: number;
  readonly steps: number;
}

export interface GroupedHistory<Name extends string = string> extends Omit<TrainHistory, "losses"> {
  /** Loss of each step by group; the mean where a step updates a group several times. */
  readonly losses: Readonly<Record<Name, Float32Array>>;
}

/**
 * Minimises the objective over the parameters and keeps a moving average of them; at the end the parameters hold the
 * average. Everything random in update number i comes from `rng.fold(i)`, so a resumed run repeats an uninterrupted one
 * to the bit.
 * @throws InterruptedError when the signal fires (the state is saved first), Error when the loss is not finite.
 */
export async function train(
  parameters: Trainable,
  { inputs, loss }: Objective,
  options: TrainOptions,
): Promise<TrainHistory> {
  const { learningRate, optimizer, clipNorm, emaDecay, ...run } = options;
  const group = { parameters, ...defined({ learningRate, optimizer, clipNorm, emaDecay }) };
  const objective: GroupedObjective<"model"> = {
    groups: { model: group },
    updates: [{ group: "model", loss }],
    inputs,
  };
  const { losses, ...rest } = await trainGroups(objective, run);
  return { losses: losses.model, ...rest };
}

/** The same for several networks; see `GroupedObjective`. */
export async function trainGroups<Name extends string>(
  objective: GroupedObjective<Name>,
  options: RunOptions,
): Promise<GroupedHistory<Name>> {
  requireInteger("train", "steps", options.steps, 1);
  requireNumber("train", "saveEverySeconds", options.saveEverySeconds ?? 120, 0);
  const run = new Run(objective, options);
  try {
    return await run.toEnd();
  } finally {
    run.dispose();
  }
}

/** A training run in progress. */
class Run<Name extends string> {
  private readonly groups = {} as Record<Name, TrainedGroup>;
  private readonly perStep = {} as Record<Name, number>;
  private readonly losses = {} as Record<Name, Float32Array>;
  private readonly names: Name[];
  private readonly compiled;
  private readonly begun = performance.now();
  private readonly fingerprint: string;
  private earlier = 0;
  private done = 0;
  private saved = { step: 0, at: performance.now() };

  constructor(
    private readonly objective: GroupedObjective<Name>,
    private readonly options: RunOptions,
  ) {
    const { updates } = objective;
    this.names = Object.keys(objective.groups) as Name[];
    try {
      for (const name of this.names) {
        this.perStep[name] = updates.filter(({ group }) => group === name).length;
        this.losses[name] = new Float32Array(options.steps);
        const count = options.steps * Math.max(1, this.perStep[name]);
        this.groups[name] = createGroup(objective.groups[name], count);
      }
    } catch (error) {
      this.disposeGroups();
      throw error;
    }
    const { bfloat16 = false, eager = false } = options;
    this.compiled = compile((...all) => this.updateAll(all), { bfloat16, eager });
    const described = this.names.map((name) => [name, this.groups[name].description]);
    this.fingerprint = JSON.stringify([options.fingerprint ?? "unnamed", described]);
  }

  async toEnd(): Promise<GroupedHistory<Name>> {
    const { steps, stateFile, signal, onProgress } = this.options;
    try {
      if (stateFile !== undefined) await this.resume(stateFile);
      await runLoop({
        start: this.done,
        steps,
        run: (step) => this.step(step),
        ...defined({ signal, onProgress }),
      });
      await this.save();
      this.compiled.sync();
      for (const name of this.names) this.groups[name].finish();
      return { losses: this.losses, seconds: this.position().seconds, steps };
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      await this.save();
      const where = stateFile === undefined ? "" : `; the state is saved, run it again to go on`;
      throw new InterruptedError(`train: ${error.message}${where}`);
    }
  }

  dispose(): void {
    this.compiled.dispose();
    this.disposeGroups();
  }

  private disposeGroups(): void {
    for (const group of Object.values<TrainedGroup>(this.groups)) group.dispose();
  }

  /** All updates of a step, over their coefficients, then the step's inputs. */
  private updateAll(all: tf.Tensor[]): tf.Tensor[] {
    const { updates } = this.objective;
    const counts = updates.map(({ group }) => this.groups[group].coefficientCount);
    const inputs = all.slice(counts.reduce((a, b) => a + b, 0));
    let at = 0;
    return updates.map(({ group, loss }, i) => {
      const coefficients = all.slice(at, (at += counts[i]!)) as tf.Scalar[];
      return this.groups[group].update(loss, coefficients, inputs);
    });
  }

  /** The scalars of all updates of a step, in their order. */
  private coefficients(step: number): number[] {
    const seen = new Map<Name, number>();
    return this.objective.updates.flatMap(({ group }) => {
      const number = (seen.get(group) ?? 0) + 1;
      seen.set(group, number);
      return this.groups[group].coefficients(step * this.perStep[group] + number);
    });
  }

  private async step(step: number): Promise<Record<string, number>> {
    const inputs: tf.Tensor[] = this.coefficients(step).map((value) => tf.scalar(value));
    let values: number[];
    try {
      inputs.push(...this.objective.inputs(step, this.options.rng.fold(step)));
      const outputs = this.compiled.run(...inputs);
      values = await Promise.all(outputs.map(async (out) => (await out.data<"float32">())[0]!));
      tf.dispose(outputs);
    } finally {
      tf.dispose(inputs);
    }
    const metrics = this.record(step, values);
    this.done = step + 1;
    const due = 1000 * (this.options.saveEverySeconds ?? 120);
    if (performance.now() - this.saved.at > due) await this.save();
    return metrics;
  }

  /** Notes the losses of a step. @throws Error when one is not finite. */
  private record(step: number, values: readonly number[]): Record<string, number> {
    const { updates } = this.objective;
    values.forEach((value, i) => {
      if (!Number.isFinite(value)) throw this.notFinite(updates[i]!.group, value, step);
      const { group } = updates[i]!;
      this.losses[group][step]! += value / this.perStep[group];
    });
    const single = this.names.length === 1;
    return Object.fromEntries(
      this.names.map((name) => [single ? "loss" : name, this.losses[name][step]!]),
    );
  }

  private get state(): StateGroups {
    const kinds = this.names.flatMap((name) => {
      const { parameters, optimizer, ema } = this.groups[name].state;
      return [
        [name, parameters!],
        [`${name}.optimizer`, optimizer!],
        [`${name}.ema`, ema!],
      ] as const;
    });
    return Object.fromEntries(kinds);
  }

  private position(): RunPosition {
    const reached = this.names.map((name) => [name, this.losses[name].subarray(0, this.done)]);
    return {
      step: this.done,
      losses: Object.fromEntries(reached) as Record<string, Float32Array>,
      seconds: this.earlier + (performance.now() - this.begun) / 1000,
      fingerprint: this.fingerprint,
    };
  }

  private async resume(stateFile: string): Promise<void> {
    const resumed = await loadTrainingState(stateFile, this.state, this.fingerprint);
    if (!resumed) return;
    const { steps } = this.options;
    for (const name of this.names) {
      this.losses[name].set(resumed.losses[name]?.subarray(0, steps) ?? []);
    }
    this.earlier = resumed.seconds;
    this.done = Math.min(resumed.step, steps);
    this.saved = { step: this.done, at: performance.now() };
  }

  private async save(): Promise<void> {
    const { stateFile } = this.options;
    if (stateFile === undefined || this.done === this.saved.step) return;
    this.compiled.sync();
    await saveTrainingState(stateFile, this.state, this.position());
    this.saved = { step: this.done, at: performance.now() };
  }

  private notFinite(group: string, value: number, step: number): Error {
    const { stateFile } = this.options;
    const good =
      stateFile !== undefined && this.saved.step > 0
        ? `the last good state is ${stateFile} (step ${this.saved.step})`
        : "no state was saved";
    const loss = this.names.length === 1 ? "the loss" : `the loss of '${group}'`;
    return new Error(
      `train: ${loss} is ${value} at step ${step + 1}; ${good}. Lower the learning rate or check the data for NaN.`,
    );
  }
}

/** Without the entries that are undefined. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
