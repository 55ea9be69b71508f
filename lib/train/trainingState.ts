import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import type { NdArray } from "../core/ndarray";
import type * as tf from "../core/tf";
import { writeFileAtomically } from "./atomicFile";
import { decodeSafetensors, encodeSafetensors } from "./safetensors";
import { readTensors, withTensors } from "./tensorMaps";

/** Groups of variables, for example `{ model, optimizer, ema }`: everything that an update reads or writes. */
export type StateGroups = Readonly<Record<string, ReadonlyMap<string, tf.Variable>>>;

/** Where a run stands. */
export interface RunPosition {
  /** Updates done. */
  readonly step: number;
  /** Loss of each of them, by group. */
  readonly losses: Readonly<Record<string, Float32Array>>;
  /** Wall time spent so far, in seconds. */
  readonly seconds: number;
  /** Says what run this is; a state is resumed only by the same one. */
  readonly fingerprint: string;
}

const LOSSES = "losses/";

/** Of all names and numbers, in their order. */
function checksum(tensors: ReadonlyMap<string, NdArray>): string {
  const hash = createHash("sha256");
  for (const [name, { data }] of tensors) {
    hash.update(name);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

function flatten(groups: StateGroups): Map<string, tf.Variable> {
  const all = new Map<string, tf.Variable>();
  for (const [group, variables] of Object.entries(groups)) {
    for (const [name, variable] of variables) all.set(`${group}/${name}`, variable);
  }
  return all;
}

/**
 * Writes the whole training state, float32, atomically: a run killed at any moment leaves the last good file.
 * @throws Error when a value is not finite, or the file cannot be written; the file there is then unharmed.
 */
export async function saveTrainingState(
  file: string,
  groups: StateGroups,
  position: RunPosition,
): Promise<void> {
  const tensors = await readTensors(flatten(groups));
  for (const [name, { data }] of tensors) {
    if (data.every(Number.isFinite)) continue;
    throw new Error(
      `save: '${name}' is not finite after step ${position.step}; ${file} is left as it was. Lower the learning rate or ` +
        "check the data for NaN.",
    );
  }
  for (const [group, losses] of Object.entries(position.losses)) {
    tensors.set(LOSSES + group, { data: losses, shape: [losses.length] });
  }
  const metadata = {
    sha256: checksum(tensors),
    step: String(position.step),
    seconds: String(position.seconds),
    fingerprint: position.fingerprint,
  };
  await writeFileAtomically(file, encodeSafetensors(tensors, { metadata }));
}

/**
 * Loads a training state into the variables.
 * @returns where the run stands, or undefined when there is no such file.
 * @throws Error when the file is damaged or belongs to another run; then nothing is changed.
 */
export async function loadTrainingState(
  file: string,
  groups: StateGroups,
  fingerprint: string,
): Promise<RunPosition | undefined> {
  const bytes = await fs.readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(
      `resume: cannot read ${file} (${error.code}); choose another path or correct its permissions.`,
      { cause: error },
    );
  });
  if (bytes === undefined) return undefined;
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  if (metadata.fingerprint !== fingerprint) {
    throw new Error(
      `resume: ${file} belongs to another run (${metadata.fingerprint ?? "unnamed"}); expected ${fingerprint}. ` +
        "Delete it to start over, or pass the config it was made with.",
    );
  }
  if (metadata.sha256 !== undefined && metadata.sha256 !== checksum(tensors)) {
    throw new Error(
      `resume: ${file} is damaged: its numbers are not those that were saved (checksum). Delete it to start over.`,
    );
  }
  const step = Number(metadata.step);
  const seconds = Number(metadata.seconds);
  if (!Number.isSafeInteger(step) || step < 0 || !Number.isFinite(seconds)) {
    throw new Error(
      `resume: ${file} says step=${metadata.step}, seconds=${metadata.seconds}, which are no numbers; delete it to start over.`,
    );
  }
  const losses = Object.fromEntries(
    [...tensors]
      .filter(([name]) => name.startsWith(LOSSES))
      .map(([name, { data }]) => [name.slice(LOSSES.length), Float32Array.from(data)]),
  );
  const variables = flatten(groups);
  requireSame(file, variables, tensors);
  withTensors(tensors, (loaded) => {
    for (const [name, variable] of variables) variable.assign(loaded.get(name)!);
  });
  return { step, losses, seconds, fingerprint };
}

function requireSame(
  file: string,
  variables: ReadonlyMap<string, tf.Variable>,
  loaded: ReadonlyMap<string, NdArray>,
): void {
  for (const [name, variable] of variables) {
    const shape = loaded.get(name)?.shape.join(", ");
    if (shape === variable.shape.join(", ")) continue;
    throw new Error(
      `resume: ${file} holds '${name}' with shape [${shape ?? "none"}]; expected [${variable.shape.join(", ")}]. ` +
        "Delete it to start over.",
    );
  }
}
