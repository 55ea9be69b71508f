import type { TestContext } from "vitest";
import { ready } from "../../lib/core";

/**
 * For `beforeEach` of tests that need TensorFlow's own library: without it they are skipped with the reason, and fail
 * where CI=true.
 */
export async function nativeOnly(context: TestContext): Promise<void> {
  const { backend, reason } = await ready();
  if (backend === "native") return;
  if (process.env.CI === "true") throw new Error(`CI needs the native back end: ${reason}`);
  context.skip(`needs the native back end: ${reason}`);
}
