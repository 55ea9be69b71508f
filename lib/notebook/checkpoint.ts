import { shippedFile, type ShippedKind } from "./shippedFile";

const kind: ShippedKind = {
  what: "checkpoint",
  folder: "checkpoints",
  ending: ".safetensors",
  made: (name) => `Train it with 'npm run train -- ${name}'`,
};

/**
 * Path of a checkpoint that the repository ships, wherever the notebook or program runs.
 * @throws Error naming the checkpoints there are when there is none of that name.
 */
export const checkpoint = (name: string): string => shippedFile(kind, name);
