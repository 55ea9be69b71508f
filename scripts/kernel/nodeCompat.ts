import util from "node:util";

/**
 * Node 23 removed helpers of `util` that TensorFlow.js 4.22 calls at its first op, and Node 22 warns at
 * each of them. Gives them back, quietly, on every version; must run before TensorFlow.js is loaded.
 */
export function restoreRemovedHelpers(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (x: unknown): boolean => x === null || x === undefined,
  });
}

/** Warnings about dependencies' use of old APIs are no output of a cell: nobody there can act on them. */
export function silenceDeprecations(): void {
  process.noDeprecation = true;
}
