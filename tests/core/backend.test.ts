import { beforeEach, describe, expect, it } from "vitest";
import { describeBackend, ready, requestedBackend, seed } from "../../lib/core";
import * as tf from "../../lib/core/tf";
import { expectClose } from "../contracts/close";
import { runNode } from "../contracts/child";
import { nativeOnly } from "../contracts/native";

/** Makes the native package fail to load, as on a machine without TensorFlow's library. */
const WITHOUT_NATIVE = `
  const Module = require("node:module");
  const load = Module._load;
  Module._load = function (request, ...rest) {
    if (request === "@tensorflow/tfjs-node-gpu") throw new Error("libtensorflow.so.2: cannot open\\nmore");
    return load.call(this, request, ...rest);
  };`;

/** Prints what it runs on, what TensorFlow.js says that it runs on, and a number of a convolution's output. */
const COMPUTE = `
  const { ready, seed } = require("./lib/core");
  const tf = require("./lib/core/tf");
  ready().then(async (description) => {
    const y = tf.conv2d(seed(1).normal([1, 5, 5, 2]), seed(2).normal([3, 3, 2, 3]), 1, "same");
    console.log(JSON.stringify({ ...description, used: tf.getBackend(), first: (await y.data())[0] }));
  });`;

/** Prints a sample of a small, untrained model. */
const SAMPLE = `
  const { ready, seed } = require("./lib/core");
  const { createDdpm } = require("./lib/diffusion");
  ready().then(async () => {
    const network = { imageSize: 4, channels: 1, baseChannels: 4, channelMultipliers: [1, 2], groups: 2 };
    const model = createDdpm({ network, T: 10 }, seed(1));
    model.network.parameters.variables.get("out.weight").assign(seed(2).normal([3, 3, 4, 1]));
    console.log(JSON.stringify([...(await model.sample(1, { rng: seed(3) })).data]));
  });`;

async function compute(env: Record<string, string>, before = "") {
  const { code, stdout, stderr } = await runNode(before + COMPUTE, env);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.split("\n").at(-2)!) as {
    backend: string;
    used: string;
    summary: string;
    first: number;
  };
}

describe("requestedBackend", () => {
  it("reads DGM_BACKEND", () => {
    expect(requestedBackend({})).toBeUndefined();
    expect(requestedBackend({ DGM_BACKEND: "" })).toBeUndefined();
    expect(requestedBackend({ DGM_BACKEND: "wasm" })).toBe("wasm");
  });

  it.each(["unknown", "WASM", "toString"])("refuses %s", (DGM_BACKEND) => {
    expect(() => requestedBackend({ DGM_BACKEND })).toThrow(
      `backend: DGM_BACKEND=${DGM_BACKEND} is not a back end; set it to one of native, webgpu, wasm, cpu, or unset it`,
    );
  });
});

describe("the back end of a process", () => {
  it("is refused when DGM_BACKEND names none", async () => {
    const { code, stderr } = await runNode(COMPUTE, { DGM_BACKEND: "cuda" });
    expect(code).not.toBe(0);
    expect(stderr).toContain("backend: DGM_BACKEND=cuda is not a back end; set it to one of");
  });

  it("is cpu or wasm on request, with the same numbers", async () => {
    const cpu = await compute({ DGM_BACKEND: "cpu" });
    const wasm = await compute({ DGM_BACKEND: "wasm" });
    expect(cpu.summary).toMatch(/^TensorFlow\.js 4\.22\.0 on cpu, 1 thread \(DGM_BACKEND=cpu\)$/);
    expect(wasm.summary).toMatch(
      /^TensorFlow\.js 4\.22\.0 on wasm, 1 thread \(DGM_BACKEND=wasm\)$/,
    );
    expect([cpu.used, wasm.used]).toEqual(["cpu", "wasm"]);
    expect(wasm.first).toBeCloseTo(cpu.first, 5);
  });

  it("is wasm where the native library does not load, with the reason in one line", async () => {
    const { backend, used, summary, first } = await compute({}, WITHOUT_NATIVE);
    expect([backend, used]).toEqual(["wasm", "wasm"]);
    expect(summary).toBe(
      "TensorFlow.js 4.22.0 on wasm, 1 thread (native library not available: libtensorflow.so.2: cannot open)",
    );
    expect(Number.isFinite(first)).toBe(true);
  });

  it("samples a DDPM on wasm, with the numbers of cpu", async () => {
    const [wasm, cpu] = [
      await runNode(SAMPLE, { DGM_BACKEND: "wasm" }),
      await runNode(SAMPLE, { DGM_BACKEND: "cpu" }),
    ];
    expect([wasm.code, cpu.code], wasm.stderr + cpu.stderr).toEqual([0, 0]);
    const numbers = ({ stdout }: { stdout: string }) =>
      JSON.parse(stdout.split("\n").at(-2)!) as number[];
    expect(numbers(wasm).length).toBe(16);
    expectClose(numbers(wasm), numbers(cpu), { absolute: 1e-4 });
  });

  it("is refused when native is asked for and does not load", async () => {
    const { code, stderr } = await runNode(WITHOUT_NATIVE + COMPUTE, { DGM_BACKEND: "native" });
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      "backend: DGM_BACKEND=native, but the native library does not load (libtensorflow.so.2: cannot open); " +
        "run 'npm run setup', or 'npm run doctor' to see what is missing.",
    );
  });

  it("costs nothing until it is asked for: importing the library loads no back end", async () => {
    const { stdout } = await runNode(`
      require("./lib/core");
      console.log(Object.keys(require.cache).filter((file) => file.includes("tfjs-node")).length);`);
    expect(stdout.trim()).toBe("0");
  });

  it("cannot be described before it is ready", async () => {
    const { stderr } = await runNode(`require("./lib/core").describeBackend()`, {
      DGM_BACKEND: "cpu",
    });
    expect(stderr).toContain("backend: not started yet; call 'await ready()' first.");
  });
});

describe("the native back end", () => {
  beforeEach(nativeOnly);

  it("says in one line what it runs on", async () => {
    const description = await ready();
    expect(description.summary).toMatch(
      /^TensorFlow 2\.\d+\.\d+, native, (CPU|GPU), \d+ threads?$/,
    );
    expect(describeBackend()).toEqual(description);
    expect(description.reason).toMatch(/^(found|DGM_BACKEND=native)$/);
  });

  it("has the numbers of the others", async () => {
    const { first } = await compute({ DGM_BACKEND: "cpu" });
    const y = tf.tidy(() =>
      tf.conv2d(
        seed(1).normal<tf.Rank.R4>([1, 5, 5, 2]),
        seed(2).normal<tf.Rank.R4>([3, 3, 2, 3]),
        1,
        "same",
      ),
    );
    expect(y.dataSync()[0]).toBeCloseTo(first, 5);
    y.dispose();
  });
});

describe("oneDNN", () => {
  beforeEach(nativeOnly);

  /** What the process asks TensorFlow for, and whether TensorFlow says that it does so. */
  const loaded = async (before: string) => {
    const after = "\nprocess.on('exit', () => console.log(process.env.TF_ENABLE_ONEDNN_OPTS));";
    const program = before + COMPUTE + after;
    const { code, stdout, stderr } = await runNode(program, { TF_CPP_MIN_LOG_LEVEL: "0" });
    expect(code, stderr).toBe(0);
    const on = stderr.includes("oneDNN custom operations are on");
    return { asked: stdout.trim().split("\n").at(-1), on };
  };
  const hasOneDnn = process.platform === "linux" && process.arch === "x64";

  it("is on, also where TensorFlow would leave it off, unless the user turns it off", async () => {
    const on = await loaded("delete process.env.TF_ENABLE_ONEDNN_OPTS;");
    expect(on).toEqual({ asked: "1", on: hasOneDnn });
    const off = await loaded('process.env.TF_ENABLE_ONEDNN_OPTS = "0";');
    expect(off).toEqual({ asked: "0", on: false });
  });
});
