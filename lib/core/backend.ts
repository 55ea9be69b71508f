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
 * Native where it loads, else wasm; `DGM_BACKEND` overrides. WebGPU is never taken by itself: its adapter may be slower
 * than the processor, which only a measurement tells.
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

let choice: Choice | undefined;
let started: Promise<void> | undefined;

/**
 * Loads a back end, waits until tensors can be computed and says on what. Call it once at the top of a program or
 * notebook, before the first tensor; calling it again costs nothing.
 * @returns the back end in use, its device and threads.
 * @throws RangeError when `DGM_BACKEND` holds another name; Error when the back end that it names does not load.
 */
export async function ready(): Promise<BackendDescription> {
  choice ??= choose();
  started ??= startBackend(choice.backend);
  await started;
  return describeStarted(choice.backend, choice.reason);
}

/**
 * The back end in use.
 * @throws Error before `await ready()`.
 */
export function describeBackend(): BackendDescription {
  if (choice === undefined || started === undefined) {
    throw new Error("backend: not started yet; call 'await ready()' first.");
  }
  return describeStarted(choice.backend, choice.reason);
}
