/** Under this key the kernel offers its signal on `globalThis`. */
export const KERNEL: unique symbol = Symbol.for("dgm.kernel");

/** What the kernel offers to the library. */
export interface InterruptSource {
  /** Aborts at the next interrupt of the kernel; afterwards a new signal stands here. */
  readonly signal: AbortSignal;
}

/**
 * A signal that aborts at the next interrupt of the notebook's kernel (the Stop button, or SIGINT). Hand it
 * to a training loop: the loop stops within a step and the kernel keeps its variables. Nothing is registered
 * for it, so there is nothing to dispose of. Outside a kernel the signal never aborts.
 *
 * @example await fit(model, data, { signal: interruptSignal() });
 */
export function interruptSignal(): AbortSignal {
  const kernel = (globalThis as { [KERNEL]?: InterruptSource })[KERNEL];
  return kernel?.signal ?? new AbortController().signal;
}
