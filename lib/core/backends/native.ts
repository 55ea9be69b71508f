import os from "node:os";
import util from "node:util";
import * as tf from "../tf";
import type { Backend } from "./description";
import { improveNativeKernels } from "./native/kernels";
import { requirePackage, switchTo } from "./packages";

interface NativeBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

function load(): void {
  // @tensorflow/tfjs-node-gpu 4.22 calls two helpers that Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  legacy.isArray ??= Array.isArray;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  // TensorFlow leaves oneDNN off where a processor lacks instructions for neural networks (AVX-512 VNNI and the like);
  // measured on such a one, a U-Net trains 1.5 times as fast with it.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "1";
  try {
    requirePackage("@tensorflow/tfjs-node-gpu");
  } catch (error) {
    throw new Error(String((error as Error).message).split("\n")[0], { cause: error });
  }
  improveNativeKernels();
}

/** TensorFlow's C++ library, on the processor or an NVIDIA card. `load` throws its one-line reason when it cannot. */
export const native: Backend = {
  load,
  start: () => switchTo("tensorflow"),
  describe(reason) {
    const { binding } = tf.findBackend("tensorflow") as unknown as { binding: NativeBinding };
    const device = binding.isUsingGpuDevice() ? "GPU" : "CPU";
    const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || os.availableParallelism();
    const plural = threads === 1 ? "thread" : "threads";
    const tensorflow = binding.TF_Version;
    const summary = `TensorFlow ${tensorflow}, native, ${device}, ${threads} ${plural}`;
    return { backend: "native", tensorflow, device, threads, reason, summary };
  },
};
