import { ready } from "dgm/core";
import type { TestContext } from "vitest";

/**
 * Skips a test that this machine cannot run; under CI that is a failure.
 *
 * @param reason what is missing; undefined when nothing is
 */
export function needs(context: TestContext, reason: string | undefined): void {
  if (reason === undefined) return;
  if (process.env["CI"] === "true") throw new Error(`under CI this must be there: ${reason}`);
  context.skip(reason);
}

/** Why a notebook that computes much cannot be run here, or undefined. */
export async function nativeReason(): Promise<string | undefined> {
  const { backend, summary } = await ready();
  return backend === "native" ? undefined : `TensorFlow's native library is missing (${summary})`;
}
