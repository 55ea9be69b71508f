import path from "node:path";

const DATA = path.resolve(__dirname, "..", "..", "data");

/** Weights of a shipped checkpoint. */
export const checkpointFile = (name: string) =>
  path.join(DATA, "checkpoints", `${name}.safetensors`);

/** Resumable state of a training run; not committed. */
export const stateFile = (name: string) => path.join(DATA, "training", `${name}.safetensors`);

/** Feature statistics that the repository ships. */
export const statisticsFile = (name: string) =>
  path.join(DATA, "statistics", `${name}.safetensors`);
