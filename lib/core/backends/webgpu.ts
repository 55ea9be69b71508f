import * as tf from "../tf";
import type { Backend } from "./description";
import { addEinsum } from "./einsum";
import { loadPortable, requirePackage, switchTo } from "./packages";
import { nameOf, requestDevice, type AdapterInfo, type Device, type Gpu } from "./webgpu/device";
import { guard, type GuardedBackend } from "./webgpu/guard";
import { completeShaderKeys } from "./webgpu/shaderKeys";

/** Dawn, the implementation of WebGPU in Chromium, for Node. */
interface Dawn {
  create(options: string[]): Gpu;
  readonly globals: object;
}

interface TfjsWebgpu {
  readonly WebGPUBackend: new (device: Device, info: AdapterInfo) => GuardedBackend;
}

const DAWN = "webgpu";
const TFJS = "@tensorflow/tfjs-backend-webgpu";

/** What has started. Dawn stops when nothing refers to its `gpu` any more. */
let running: { readonly gpu: Gpu; readonly info: AdapterInfo } | undefined;

function load(): void {
  loadPortable();
  for (const name of [DAWN, TFJS]) {
    try {
      requirePackage.resolve(name);
    } catch {
      throw new Error(
        `backend: DGM_BACKEND=webgpu needs the optional npm package '${name}', which is not installed; ` +
          "run 'npm install --include=optional --ignore-scripts', or unset DGM_BACKEND.",
      );
    }
  }
  requirePackage(TFJS);
  addEinsum("webgpu");
}

async function importDawn(): Promise<Dawn> {
  try {
    return (await import(DAWN)) as Dawn;
  } catch (error) {
    throw new Error(
      `backend: the npm package 'webgpu' does not load on ${process.platform} ${process.arch} ` +
        `(${String((error as Error).message).split("\n")[0]}); it is made for Linux with glibc, macOS and Windows. ` +
        "Unset DGM_BACKEND to compute without WebGPU.",
      { cause: error },
    );
  }
}

/** Makes the package's back end, which looks for the `navigator.gpu` of a browser while it is made. */
function createBackend(gpu: Gpu, device: Device, info: AdapterInfo): GuardedBackend {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  try {
    const { WebGPUBackend } = requirePackage(TFJS) as TfjsWebgpu;
    return new WebGPUBackend(device, info);
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  }
}

async function start(): Promise<void> {
  if (running === undefined) {
    const { create, globals } = await importDawn();
    Object.assign(globalThis, globals);
    const gpu = create([]);
    const { device, info } = await requestDevice(gpu);
    const backend = createBackend(gpu, device, info);
    completeShaderKeys(backend);
    guard(backend, device);
    tf.registerBackend("webgpu", () => backend as unknown as tf.KernelBackend);
    running = { gpu, info };
  }
  await switchTo("webgpu");
}

/** A graphics card of any make, through WebGPU. What is computed can be read only asynchronously: `await x.data()`. */
export const webgpu: Backend = {
  load,
  start,
  describe(reason) {
    if (running === undefined) throw new Error("backend: webgpu is not started.");
    const adapter = nameOf(running.info);
    const device = running.info.isFallbackAdapter ? "CPU" : "GPU";
    const summary = `TensorFlow.js ${tf.version_core} on webgpu, ${adapter}`;
    return { backend: "webgpu", adapter, device, threads: 1, reason, summary };
  },
};
