"use strict";
/*
 * Starts the kernel: node start.cjs <connection file>. Plain JavaScript, since it is what makes
 * TypeScript run: ts-node, with the TypeScript that tslab brings, so that only one is loaded.
 */
const fs = require("node:fs");
const { createRequire } = require("node:module");
const { spawn } = require("node:child_process");
const { useCompileCache } = require("./compileCache.cjs");
const { endWithParent } = require("./orphan.cjs");

const OPTIONS = {
  module: "CommonJS",
  moduleResolution: "Node10",
  target: "ES2022",
  esModuleInterop: true,
};

/** Descriptor of the kernel's channel to the process that stands between it and Jupyter. */
const CHANNEL = 3;

/** Exit status of a kernel that has written into the channel which environment it needs. */
const WANTS_ENVIRONMENT = 75;

function registerTypescript() {
  const tslab = createRequire(require.resolve("tslab/package.json"));
  const compiler = tslab.resolve("@tslab/typescript-for-tslab");
  const service = require("ts-node").register({
    transpileOnly: true,
    skipProject: true,
    compiler,
    compilerOptions: OPTIONS,
  });
  useCompileCache(service, service.ts.version + JSON.stringify(OPTIONS));
}

/**
 * Stands between Jupyter and the kernel: runs this script again, as the kernel, and once more where that asks for
 * another environment. No signal that is handled may reach the kernel while it computes: oneDNN's products of matrices,
 * as TensorFlow 2.21 has them, point the stack pointer into the heap, and there the system would write a signal's frame.
 */
function standBetween() {
  let kernel = run({ ...process.env, DGM_KERNEL: "1" });
  process.on("SIGINT", () => kernel.channel.write("interrupt\n"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => kernel.child.kill(signal));

  function run(env) {
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      env,
      stdio: ["inherit", "inherit", "inherit", "pipe"],
      detached: true, // so that a signal to the group stays here
    });
    const channel = child.stdio[CHANNEL];
    let wanted = "";
    channel.setEncoding("utf8").on("data", (text) => (wanted += text));
    channel.on("error", () => undefined); // the kernel has just ended
    child.on("error", (error) => fail(error));
    child.on("close", (code, signal) => {
      if (code === WANTS_ENVIRONMENT && env.DGM_KERNEL === "1") {
        kernel = run({ ...JSON.parse(wanted), DGM_KERNEL: "again" });
      } else end(code, signal);
    });
    return { child, channel };
  }
}

/** Ends as the kernel ended. */
function end(code, signal) {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function fail(error) {
  console.error(`kernel: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

/** Becomes the kernel. The library path is read when a process starts, so another one needs another process. */
function startKernel(connectionFile) {
  registerTypescript();
  const env = require("../setup/environment.ts").runtimeEnv(process.env);
  const isRightPath = env.LD_LIBRARY_PATH === process.env.LD_LIBRARY_PATH;
  if (!isRightPath && process.env.DGM_KERNEL !== "again") {
    fs.writeSync(CHANNEL, JSON.stringify(env));
    process.exit(WANTS_ENVIRONMENT);
  }
  Object.assign(process.env, env);
  delete process.env.DGM_KERNEL; // it is not for what a cell starts
  require("./main.ts").startKernel(connectionFile).catch(fail);
}

function main() {
  const [connectionFile] = process.argv.slice(2);
  if (connectionFile === undefined) {
    throw new Error("no connection file given; start the kernel from Jupyter, or `npm start`");
  }
  if (process.env.DGM_KERNEL !== undefined) return startKernel(connectionFile);
  endWithParent();
  standBetween();
}

try {
  main();
} catch (error) {
  fail(error);
}
