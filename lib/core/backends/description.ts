/**
 * `native`: TensorFlow's C++ library. `webgpu`: a graphics card through WebGPU, whatever its make. `wasm`: WebAssembly.
 * `cpu`: plain JavaScript, for tests.
 */
export type BackendName = "native" | "webgpu" | "wasm" | "cpu";

export const BACKEND_NAMES: readonly BackendName[] = ["native", "webgpu", "wasm", "cpu"];

/** What the library computes on. */
export interface BackendDescription {
  readonly backend: BackendName;
  /** Version of the TensorFlow library; only on `native`. */
  readonly tensorflow?: string;
  /** The graphics card, or the software that stands in for one; only on `webgpu`. */
  readonly adapter?: string;
  readonly device: "CPU" | "GPU";
  readonly threads: number;
  /** Why this back end was taken. */
  readonly reason: string;
  /** All of it in one line, for people. */
  readonly summary: string;
}

/** A back end: how it comes into the process, and how it starts. */
export interface Backend {
  /** Loads its packages, before the first tensor. @throws Error that says what is missing and how to get it. */
  load(): void;
  /** Makes it the one that tensors are computed on. A second call only switches back to it. */
  start(): Promise<void>;
  /** Says what it runs on, once it has started. */
  describe(reason: string): BackendDescription;
}
