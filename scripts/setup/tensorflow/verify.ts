import { join } from "node:path";
import { runtimeEnv } from "../environment";
import { describeEnd, execute } from "../execute";
import type { Places } from "../paths";
import { packageFolder } from "./choice";

/** What the native library says of itself after it has added two tensors. */
export interface Loaded {
  readonly tensorflow: string;
  readonly gpu: boolean;
}

/** Runs in a child process, because a library that does not fit the processor would end this one. */
const TRIAL = `
const util = require("node:util");
util.isNullOrUndefined ??= (x) => x === null || x === undefined; // removed from Node 23; tfjs-node calls it
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const sum = tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])).dataSync();
const backend = tf.backend();
if (tf.getBackend() !== "tensorflow" || sum[0] !== 4 || sum[1] !== 6) throw new Error("1 + 3, 2 + 4 gave " + sum);
console.log("\\n" + JSON.stringify({ tensorflow: String(backend.binding.TF_Version), gpu: Boolean(backend.isUsingGpuDevice) }));
`;

/**
 * Loads the native library in a child process and adds two tensors with it.
 *
 * @throws Error with the reason when it does not load or gives a wrong sum
 */
export async function verifyNative(places: Places, signal?: AbortSignal): Promise<Loaded> {
  const args = ["-e", TRIAL, join(packageFolder(places), "dist", "index.js")];
  const done = await execute(process.execPath, args, {
    env: runtimeEnv(process.env, places),
    limit: 300, // the first start on a new kind of GPU compiles its kernels
    signal,
  });
  if (done.signal === "SIGILL")
    throw new Error("TensorFlow's library uses instructions that this processor lacks (AVX)");
  if (done.status !== 0) throw new Error(`loading TensorFlow's library: node ${describeEnd(done)}`);
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as Loaded;
}
