import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../files";
import type { Places } from "../paths";

/** What the set-up has come to; tests give it as the reason of a skip, `doctor` shows it. */
export interface Choice {
  readonly kind: "wheel" | "prebuilt" | "wasm";
  readonly variant?: "cpu" | "gpu";
  /** Folder below .local/tensorflow that holds the library and the binding; for kind "wheel". */
  readonly folder?: string;
  /** Version of the library, as it reports it itself. */
  readonly tensorflow?: string;
  /** Whether TensorFlow saw a GPU when it was tried. */
  readonly gpu: boolean;
  /** In a sentence, why it is this one. */
  readonly reason: string;
  /** What was tried before and failed, with the reason. */
  readonly failures: readonly string[];
}

export function choiceFile(places: Places): string {
  return join(places.tensorflow, "choice.json");
}

/** The recorded choice, or undefined before the set-up. */
export function readChoice(places: Places): Choice | undefined {
  try {
    return JSON.parse(readFileSync(choiceFile(places), "utf8")) as Choice;
  } catch {
    return undefined;
  }
}

export function writeChoice(places: Places, choice: Choice): void {
  writeAtomically(choiceFile(places), `${JSON.stringify(choice, null, 2)}\n`);
}

/** Where tfjs-node-gpu looks for its compiled part. */
export function packageBinding(places: Places): string {
  return join(packageFolder(places), "lib", "napi-v8", "tfjs_binding.node");
}

export function packageFolder(places: Places): string {
  return join(places.root, "node_modules", "@tensorflow", "tfjs-node-gpu");
}

/** The binding as compiled, kept beside the library so that it survives a new node_modules. */
export function keptBinding(places: Places, folder: string): string {
  return join(places.tensorflow, folder, "tfjs_binding.node");
}

/** Whether the files that a choice promises are there. */
export function isInstalled(places: Places, choice: Choice | undefined): boolean {
  if (choice === undefined) return false;
  if (choice.kind === "wasm") return true;
  if (choice.kind === "prebuilt") return existsSync(packageBinding(places));
  return choice.folder !== undefined && existsSync(keptBinding(places, choice.folder));
}
