import type { Device } from "./device";

/** The methods of the package's back end through which everything goes that it computes, takes in and gives out. */
export interface GuardedBackend {
  write(values: unknown, shape: number[], dtype: string): object;
  runWebGPUProgram(...args: unknown[]): unknown;
  read(dataId: object): Promise<unknown>;
  readSync(dataId: object): unknown;
  readonly tensorMap: { get(dataId: object): { readonly values: unknown; readonly dtype: string } };
}

const LOST =
  "Nothing that it held is left, and nothing further is computed on it. Start the program again (a notebook: restart " +
  "its kernel); training goes on from the last state that was saved.";
const REFUSED =
  "The results of this computation are not to be used. A smaller batch needs less of the card's memory.";
const ASYNCHRONOUS =
  "webgpu: a tensor on the card can be read only asynchronously; use 'await x.data()' instead of dataSync or arraySync.";

/** What refuses something impossible at once; the result must then not get into a batch of commands, which it would spoil. */
const MAKERS = [
  "createBuffer",
  "createBindGroup",
  "createShaderModule",
  "createComputePipeline",
] as const;

const eventLoopTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Notes what befalls a device. The returned function throws it: every time once the device is lost, else once. */
function watch(device: Device): () => void {
  let lost: string | undefined;
  let refused: string | undefined;
  void device.lost.then(({ reason = "unknown", message }) => {
    lost = `webgpu: the graphics adapter was lost (${message || reason}). ${LOST}`;
  });
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault(); // Dawn would print it
    const what = event.error.message.trim().split("\n")[0]!.replace(/\.$/, "");
    refused ??= `webgpu: the graphics adapter refused a command (${what}). ${REFUSED}`;
  });
  return () => {
    const message = lost ?? refused;
    refused = undefined;
    if (message !== undefined) throw new Error(message);
  };
}

/**
 * Makes a back end fail loudly. WebGPU itself goes on without an error when the adapter is lost or refuses a command (a
 * buffer too large, no memory left), and the numbers are wrong or zero. Here every later call throws once it is lost, and
 * the call throws that the adapter refuses; what was computed before it stays good.
 */
export function guard(backend: GuardedBackend, device: Device): void {
  const check = watch(device);
  for (const name of MAKERS) {
    const make = device[name].bind(device);
    device[name] = (...args) => {
      const made = make(...args);
      check();
      return made;
    };
  }
  const { write, runWebGPUProgram, read, readSync } = backend;
  backend.write = (...args) => {
    check();
    return write.apply(backend, args);
  };
  backend.runWebGPUProgram = (...args) => {
    check();
    const result = runWebGPUProgram.apply(backend, args);
    check();
    return result;
  };
  backend.readSync = (dataId) => {
    check();
    const { values, dtype } = backend.tensorMap.get(dataId);
    const parts = dtype === "string" || dtype === "complex64";
    if (values == null && !parts) throw new Error(ASYNCHRONOUS);
    return readSync.call(backend, dataId);
  };
  backend.read = async (dataId) => {
    check();
    try {
      return await read.call(backend, dataId);
    } catch (error) {
      await eventLoopTurn(); // the news that the device is lost comes after what failed because of it
      check();
      throw error;
    } finally {
      check();
    }
  };
}
