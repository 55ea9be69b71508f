import { beforeEach, describe, expect, it } from "vitest";
import { runNode } from "../../contracts/child";
import { webgpuEnv, webgpuOnly } from "../../contracts/webgpu";

/** Runs the body on WebGPU; `note` collects what `tell` is given. The body sees tf, seed, x and `attempt`. */
async function onWebgpu(body: string): Promise<Record<string, unknown>> {
  const program = `
    const { ready, seed } = require("./lib/core");
    const tf = require("./lib/core/tf");
    const told = {};
    const attempt = async (f) => { try { return await f(); } catch (error) { return error.message; } };
    ready().then(async (description) => {
      const x = seed(1).normal([4, 4]);
      ${body}
      console.log(JSON.stringify(told));
    });`;
  const { code, stdout, stderr } = await runNode(program, webgpuEnv());
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.split("\n").at(-2)!) as Record<string, unknown>;
}

/** Makes a package impossible to find or the driver list empty, before anything is loaded. */
const withoutPackage = (name: string) => `
  const Module = require("node:module");
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    if (request === ${JSON.stringify(name)}) throw new Error("Cannot find module");
    return resolve.call(this, request, ...rest);
  };`;

describe("webgpu without what it needs", () => {
  it.each(["webgpu", "@tensorflow/tfjs-backend-webgpu"])("says how to install %s", async (name) => {
    const program = `${withoutPackage(name)} require("./lib/core").ready();`;
    const { code, stderr } = await runNode(program, { DGM_BACKEND: "webgpu" });
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      `backend: DGM_BACKEND=webgpu needs the optional npm package '${name}', which is not installed; ` +
        "run 'npm install --include=optional --ignore-scripts', or unset DGM_BACKEND.",
    );
  });

  it.runIf(process.platform === "linux")("says so where there is no adapter", async () => {
    const env = { DGM_BACKEND: "webgpu", VK_DRIVER_FILES: "/nonexistent.json" };
    const { code, stderr } = await runNode(`require("./lib/core").ready()`, env);
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      "backend: WebGPU finds no graphics adapter. Install the card's driver",
    );
  });
});

describe("webgpu", () => {
  beforeEach(webgpuOnly, 60_000);

  it("says in one line what it runs on, and leaves no navigator behind", async () => {
    const { description, gpu } = await onWebgpu(`
      told.description = description;
      told.gpu = typeof globalThis.navigator?.gpu;`);
    const { backend, summary, adapter } = description as Record<string, string>;
    expect(backend).toBe("webgpu");
    expect(summary).toBe(`TensorFlow.js 4.22.0 on webgpu, ${adapter}`);
    expect(adapter!.length).toBeGreaterThan(3);
    expect(gpu).toBe("undefined");
  });

  it("refuses to read synchronously", async () => {
    const { message, now } = await onWebgpu(`
      const { valuesNow } = require("./lib/core/ndarray");
      told.now = typeof valuesNow(tf.matMul(x, x));
      told.message = await attempt(() => tf.matMul(x, x).dataSync());`);
    expect(now).toBe("undefined");
    expect(message).toBe(
      "webgpu: a tensor on the card can be read only asynchronously; use 'await x.data()' instead of dataSync or arraySync.",
    );
  });

  it("throws what the adapter refuses, and spoils nothing that was computed before or after", async () => {
    const told = await onWebgpu(`
      const trace = (y) => y.square().sum();
      const expected = (await trace(tf.matMul(x, x)).data())[0];
      const before = tf.matMul(x, x);
      told.refused = await attempt(() => tf.zeros([1024, 1024, 1024]).add(1));
      told.before = (await trace(before).data())[0] - expected;
      told.after = (await trace(tf.matMul(x, x)).data())[0] - expected;`);
    expect(told.refused).toMatch(
      /^webgpu: the graphics adapter refused a command \(.*size.*\)\. The results of this computation are not to be used\. A smaller batch/,
    );
    expect([told.before, told.after]).toEqual([0, 0]);
  });

  it("throws at every call once the adapter is lost, and frees its tensors all the same", async () => {
    const told = await onWebgpu(`
      const product = tf.matMul(x, x);
      const before = tf.memory().numTensors;
      tf.backend().device.destroy();
      told.first = await attempt(() => product.data());
      told.read = await attempt(() => product.data());
      told.compute = await attempt(() => tf.tidy(() => tf.matMul(x, x)));
      told.make = await attempt(() => tf.tensor1d([1]));
      told.left = tf.memory().numTensors - before;
      tf.dispose([x, product]);
      told.freed = tf.memory().numTensors - before;`);
    const message =
      "webgpu: the graphics adapter was lost (device was destroyed). Nothing that it held is left, and nothing further is " +
      "computed on it. Start the program again (a notebook: restart its kernel); training goes on from the last state " +
      "that was saved.";
    const { first, read, compute, make, left, freed } = told;
    expect([first, read, compute, make]).toEqual(Array(4).fill(message));
    expect([left, freed]).toEqual([0, -2]);
  });

  it("scans backwards along axes of different lengths", async () => {
    const { sums } = await onWebgpu(`
      told.sums = [];
      for (const n of [3, 5, 2]) {
        told.sums.push([...await tf.cumsum(tf.ones([2, n]), 1, true, true).data()]);
      }`);
    expect(sums).toEqual([
      [2, 1, 0, 2, 1, 0],
      [4, 3, 2, 1, 0, 4, 3, 2, 1, 0],
      [1, 0, 1, 0],
    ]);
  });
});
