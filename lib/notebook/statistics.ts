import { shippedFile, type ShippedKind } from "./shippedFile";

const kind: ShippedKind = {
  what: "statistics",
  folder: "statistics",
  ending: ".safetensors",
  made: () => "Studies make them, see docs/metrics.md",
};

/**
 * Path of feature statistics that the repository ships, for `loadStatistics`, wherever the notebook or program runs.
 * @throws Error naming the statistics there are when there are none of that name.
 */
export const statistics = (name: string): string => shippedFile(kind, name);
