import path from "node:path";
import * as tf from "../tf";
import type { Backend } from "./description";
import { loadPortable, requirePackage, switchTo } from "./packages";
import { correctKernels } from "./wasm/index";

const PACKAGE = "@tensorflow/tfjs-backend-wasm";

/** The package, with the kernels that it lacks or has wrong; once per process. */
function register(): void {
  if (tf.engine().registryFactory["wasm"]) return;
  const wasm = requirePackage(PACKAGE) as { setWasmPaths(folder: string): void };
  const home = path.dirname(requirePackage.resolve(`${PACKAGE}/package.json`));
  wasm.setWasmPaths(path.join(home, "wasm-out") + path.sep);
  correctKernels();
}

/** WebAssembly, one thread, from npm packages alone. */
export const wasm: Backend = {
  load() {
    loadPortable();
    register();
  },
  start: () => switchTo("wasm"),
  describe: (reason) => ({
    backend: "wasm",
    device: "CPU",
    threads: 1,
    reason,
    summary: `TensorFlow.js ${tf.version_core} on wasm, 1 thread (${reason})`,
  }),
};
