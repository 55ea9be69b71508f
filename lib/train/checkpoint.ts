import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import type { NdArray } from "../core/ndarray";
import { writeFileAtomically, writeFilesAtomically } from "./atomicFile";
import { decodeSafetensors, encodeSafetensors } from "./safetensors";

/** How a checkpoint was trained. */
export interface TrainingFacts {
  /** `id` of the examples. */
  readonly data: string;
  readonly seed: number;
  /** Updates, and examples per update. */
  readonly steps: number;
  readonly batchSize: number;
  /** Wall time in seconds, and what it ran on. */
  readonly seconds: number;
  readonly machine: string;
  /** Version of the code. */
  readonly commit: string;
  /** Mean loss over consecutive spans of `lossSpan` updates. */
  readonly lossCurve: readonly number[];
  readonly lossSpan: number;
}

/** What is known about a checkpoint, stored beside its weights as JSON. */
export interface CheckpointCard {
  readonly name: string;
  /** What the file is for, in a sentence. */
  readonly description: string;
  /** The kind of model, "ddpm" for instance: who can load it. */
  readonly kind: string;
  /** Everything needed to rebuild the model. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How many numbers the network has. */
  readonly parameters: number;
  readonly training?: TrainingFacts;
  /** Measured figures, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Of the weights' file. */
  readonly sha256: string;
}

/** What the one who saves a model may add to its card. */
export type CardNotes = Partial<Pick<CheckpointCard, "description" | "training" | "metrics">>;

export interface Checkpoint {
  readonly card: CheckpointCard;
  readonly weights: ReadonlyMap<string, NdArray>;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const cardFile = (file: string) => file.replace(/\.safetensors$/, "") + ".json";

function requireName(file: string): void {
  if (!file.endsWith(".safetensors")) {
    throw new RangeError(`checkpoint: ${file} does not end in .safetensors; name it so.`);
  }
}

/**
 * Writes weights as float16 to `<name>.safetensors` and the card to `<name>.json`: both or, when the disk is full or the
 * folder not writable, neither.
 * @returns the card as written.
 * @throws Error when a file cannot be written, RangeError for weights that float16 cannot hold.
 */
export async function saveCheckpoint(
  file: string,
  weights: ReadonlyMap<string, NdArray>,
  facts: Omit<CheckpointCard, "sha256">,
): Promise<CheckpointCard> {
  requireName(file);
  const bytes = encodeSafetensors(weights, { dtype: "F16", metadata: { name: facts.name } });
  const full = { ...facts, sha256: sha256(bytes) };
  const card = JSON.stringify(full, null, 2) + "\n";
  await writeFilesAtomically(
    new Map<string, Uint8Array | string>([
      [file, bytes],
      [cardFile(file), card],
    ]),
  );
  return full;
}

/**
 * Replaces what the card of a checkpoint says, and leaves the weights as they are.
 * @throws Error when the card is missing, no card, or cannot be written; it is then as it was.
 */
export async function amendCard(file: string, notes: CardNotes): Promise<CheckpointCard> {
  requireName(file);
  const card = parseCard(cardFile(file), (await read(cardFile(file))).toString("utf8"));
  const amended = { ...card, ...notes };
  await writeFileAtomically(cardFile(file), JSON.stringify(amended, null, 2) + "\n");
  return amended;
}

/** @throws Error that says how to get the file. */
const read = (path: string): Promise<Buffer> =>
  fs.readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `checkpoint: cannot read ${path} (${error.code}); train it, or restore it with 'git checkout -- ${path}'.`,
      { cause: error },
    );
  });

/**
 * Reads a checkpoint and verifies its checksum; shapes are verified when the weights are given to a network.
 * @param kind the kind of model that is wanted.
 * @throws Error when a file is missing, damaged or of another kind, or weights and card do not belong together.
 */
export async function loadCheckpoint(file: string, kind: string): Promise<Checkpoint> {
  requireName(file);
  const bytes = await read(file);
  const card = parseCard(cardFile(file), (await read(cardFile(file))).toString("utf8"));
  if (card.kind !== kind) {
    throw new Error(
      `checkpoint: ${file} holds a '${card.kind}'; expected a '${kind}'. Load it with the model it belongs to.`,
    );
  }
  const found = sha256(bytes);
  if (found !== card.sha256) {
    throw new Error(
      `checkpoint: ${file} has SHA-256 ${found}; its card says ${card.sha256}. The file is damaged or of another ` +
        `training; restore both with 'git checkout'.`,
    );
  }
  return { card, weights: decodeSafetensors(bytes, file).tensors };
}

function parseCard(file: string, text: string): CheckpointCard {
  let card: Partial<CheckpointCard> | null;
  try {
    card = JSON.parse(text) as Partial<CheckpointCard> | null;
  } catch (error) {
    throw new Error(
      `checkpoint: ${file} is not JSON (${(error as Error).message}); restore it from git.`,
      { cause: error },
    );
  }
  if (typeof card?.kind !== "string" || typeof card.sha256 !== "string" || !card.config) {
    throw new Error(
      `checkpoint: ${file} is no card: it lacks kind, config or sha256; restore it from git.`,
    );
  }
  return card as CheckpointCard;
}
