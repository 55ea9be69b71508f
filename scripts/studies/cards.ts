import { readFileSync } from "node:fs";
import type { CheckpointCard } from "dgm/train";
import { checkpointFile } from "../train/files";

/** What a shipped checkpoint says of itself. @throws Error when there is none of that name. */
export const readCard = (name: string): CheckpointCard =>
  JSON.parse(
    readFileSync(checkpointFile(name).replace(/safetensors$/, "json"), "utf8"),
  ) as CheckpointCard;
