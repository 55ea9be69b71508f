import type { Examples } from "../../lib/core";

/** The same examples with labels 0 and 1 in turn. */
export const labelled = (data: Examples): Examples => ({
  ...data,
  labels: Uint8Array.from({ length: data.count }, (_, i) => i % 2),
});
