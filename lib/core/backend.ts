import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import util from "node:util";
import { improveNativeKernels } from "./backends/native/kernels";
import { correctGradients } from "./gradients";
import * as tf from "./tf";

/** `native`: TensorFlow's C++ library. `wasm`: WebAssembly, npm packages only. `cpu`: plain JavaScript, for tests. */
export type BackendName = "native" | "wasm" | "cpu";

/** What the library computes on. */
export interface BackendDescription {
  readonly backend: BackendName;
  /** Version of the TensorFlow library; only on `native`. */
  readonly tensorflow?: string;
  readonly device: "CPU" | "GPU";
  readonly threads: number;
  /** Why this back end was taken. */
  readonly reason: string;
  /** All of it in one line, for people. */
  readonly summary: string;
}

interface Choice {
  readonly backend: BackendName;
  readonly reason: string;
}

interface NativeBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

const NAMES: readonly BackendName[] = ["native", "wasm", "cpu"];
const requireFrom = createRequire(__filename);

/**
 * The back end asked for by `DGM_BACKEND`, or undefined when it is not set.
 * @throws RangeError when the variable holds another name.
 */
export function requestedBackend(env: NodeJS.ProcessEnv = process.env): BackendName | undefined {
  const name = env.DGM_BACKEND;
  if (name === undefined || name === "") return undefined;
  if (!NAMES.includes(name as BackendName)) {
    throw new RangeError(
      `backend: DGM_BACKEND=${name} is not a back end; set it to one of ${NAMES.join(", ")}, or unset it to choose automatically.`,
    );
  }
  return name as BackendName;
}

/** Loads TensorFlow's library into this process; false with the reason when it cannot be. */
function loadNative(): { ok: true } | { ok: false; reason: string } {
  // @tensorflow/tfjs-node-gpu 4.22 calls two helpers that Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  legacy.isArray ??= Array.isArray;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  try {
    requireFrom("@tensorflow/tfjs-node-gpu");
    improveNativeKernels();
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: String((error as Error).message).split("\n")[0]! };
  }
}

/**
 * Loads what the native package would have loaded as well: the methods of tensors (x.add(y)), which tfjs-core alone does
 * not register, and the back end in plain JavaScript.
 */
function loadPortable(): void {
  requireFrom("@tensorflow/tfjs");
}

/** Chosen once, when this module is imported: native where it loads, else wasm; `DGM_BACKEND` overrides. */
function choose(): Choice {
  const requested = requestedBackend();
  if (requested === "wasm" || requested === "cpu") {
    loadPortable();
    return { backend: requested, reason: `DGM_BACKEND=${requested}` };
  }
  const native = loadNative();
  if (native.ok) {
    return { backend: "native", reason: requested ? "DGM_BACKEND=native" : "found" };
  }
  if (requested === "native") {
    throw new Error(
      `backend: DGM_BACKEND=native, but the native library does not load (${native.reason}); ` +
        "run 'npm run setup', or 'npm run doctor' to see what is missing.",
    );
  }
  loadPortable();
  return { backend: "wasm", reason: `native library not available: ${native.reason}` };
}

const choice = choose();
correctGradients();
let started: Promise<void> | undefined;

async function start(): Promise<void> {
  if (choice.backend === "native") {
    await tf.setBackend("tensorflow");
  } else if (choice.backend === "wasm") {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    const home = path.dirname(requireFrom.resolve("@tensorflow/tfjs-backend-wasm/package.json"));
    wasm.setWasmPaths(path.join(home, "wasm-out") + path.sep);
    await tf.setBackend("wasm");
  } else {
    await tf.setBackend("cpu");
  }
  await tf.ready();
}

function describe(): BackendDescription {
  const { backend, reason } = choice;
  if (backend !== "native") {
    const summary = `TensorFlow.js ${tf.version_core} on ${backend}, 1 thread (${reason})`;
    return { backend, device: "CPU", threads: 1, reason, summary };
  }
  const binding = (tf.backend() as unknown as { binding: NativeBinding }).binding;
  const device = binding.isUsingGpuDevice() ? "GPU" : "CPU";
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || os.availableParallelism();
  const plural = threads === 1 ? "thread" : "threads";
  const summary = `TensorFlow ${binding.TF_Version}, native, ${device}, ${threads} ${plural}`;
  return { backend, tensorflow: binding.TF_Version, device, threads, reason, summary };
}

/**
 * Waits until tensors can be computed and says on what. Call it once at the top of a program or notebook; calling it
 * again costs nothing.
 * @returns the back end in use, its device and threads.
 */
export async function ready(): Promise<BackendDescription> {
  started ??= start();
  await started;
  return describe();
}

/**
 * The back end in use.
 * @throws Error before `await ready()`.
 */
export function describeBackend(): BackendDescription {
  if (started === undefined) {
    throw new Error("backend: not started yet; call 'await ready()' first.");
  }
  return describe();
}
