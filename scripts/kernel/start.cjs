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

/** Descriptor of the kernel's line to the process that stands between it and Jupyter. */
const LINE = 3;

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
 * another environment. No signal may reach the kernel while it computes: oneDNN's products of matrices, as TensorFlow
 * 2.21 has them, point the stack pointer into the heap, and there the system would write a signal's frame.
 */
function standBetween(env) {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env,
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    detached: true, // so that a signal to the group stays here
  });
  const line = child.stdio[LINE];
  let wanted = "";
  line.on("data", (text) => (wanted += text));
  line.on("error", () => undefined); // the kernel has just ended
  const handlers = {
    SIGINT: () => line.write("interrupt\n"),
    SIGTERM: () => child.kill("SIGTERM"),
    SIGHUP: () => child.kill("SIGHUP"),
  };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  child.on("error", (error) => fail(error));
  child.on("close", (code, signal) => {
    for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
    if (signal !== null) process.kill(process.pid, signal);
    else if (wanted === "") process.exit(code);
    else standBetween({ ...JSON.parse(wanted), DGM_KERNEL: "again" });
  });
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
    fs.writeSync(LINE, JSON.stringify(env));
    return;
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
  standBetween({ ...process.env, DGM_KERNEL: "1" });
}

try {
  main();
} catch (error) {
  fail(error);
}
