import {
  BACKEND_NAMES,
  describeStarted,
  loadBackend,
  startBackend,
  type BackendDescription,
  type BackendName,
} from "./backends";

interface Choice {
  readonly backend: BackendName;
  readonly reason: string;
}

/**
 * The back end asked for by `DGM_BACKEND`, or undefined when it is not set.
 * @throws RangeError when the variable holds another name.
 */
export function requestedBackend(env: NodeJS.ProcessEnv = process.env): BackendName | undefined {
  const name = env.DGM_BACKEND;
  if (name === undefined || name === "") return undefined;
  if (!BACKEND_NAMES.includes(name as BackendName)) {
    throw new RangeError(
      `backend: DGM_BACKEND=${name} is not a back end; set it to one of ${BACKEND_NAMES.join(", ")}, or unset it to choose automatically.`,
    );
  }
  return name as BackendName;
}

/** Loads TensorFlow's library into this process; returns the reason when it cannot be. */
function nativeProblem(): string | undefined {
  try {
    loadBackend("native");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Chosen once, when this module is imported: native where it loads, else wasm; `DGM_BACKEND` overrides. WebGPU is never
 * taken by itself: its adapter may be slower than the processor, which only a measurement tells.
 */
function choose(): Choice {
  const requested = requestedBackend();
  if (requested !== undefined && requested !== "native") {
    loadBackend(requested);
    return { backend: requested, reason: `DGM_BACKEND=${requested}` };
  }
  const problem = nativeProblem();
  if (problem === undefined) {
    return { backend: "native", reason: requested ? "DGM_BACKEND=native" : "found" };
  }
  if (requested === "native") {
    throw new Error(
      `backend: DGM_BACKEND=native, but the native library does not load (${problem}); ` +
        "run 'npm run setup', or 'npm run doctor' to see what is missing.",
    );
  }
  loadBackend("wasm");
  return { backend: "wasm", reason: `native library not available: ${problem}` };
}

const choice = choose();
let started: Promise<void> | undefined;

const describe = (): BackendDescription => describeStarted(choice.backend, choice.reason);

/**
 * Waits until tensors can be computed and says on what. Call it once at the top of a program or notebook; calling it
 * again costs nothing.
 * @returns the back end in use, its device and threads.
 */
export async function ready(): Promise<BackendDescription> {
  started ??= startBackend(choice.backend);
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
