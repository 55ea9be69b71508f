import { correctGradients } from "../gradients";
import { cpu } from "./cpu";
import type { Backend, BackendDescription, BackendName } from "./description";
import { native } from "./native";
import { wasm } from "./wasm";
import { webgpu } from "./webgpu";

export { BACKEND_NAMES, type BackendDescription, type BackendName } from "./description";

const backends: Readonly<Record<BackendName, Backend>> = { native, webgpu, wasm, cpu };

/**
 * Brings a back end into this process, with right gradients. Call it before the first tensor.
 * @throws Error that says what is missing.
 */
export function loadBackend(name: BackendName): void {
  backends[name].load();
  correctGradients();
}

/**
 * Starts a back end, which `loadBackend` has loaded, and makes it the one in use. Several can be started in one process;
 * the last one is used, and `startBackend` of an earlier one goes back to it. Tensors move along when they are used.
 */
export async function startBackend(name: BackendName): Promise<void> {
  await backends[name].start();
}

/** What a started back end runs on. */
export function describeStarted(name: BackendName, reason: string): BackendDescription {
  return backends[name].describe(reason);
}
