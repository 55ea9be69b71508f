"use strict";
/*
 * Starts the kernel: node start.cjs <connection file>. Plain JavaScript, since it is what makes
 * TypeScript run: ts-node, with the TypeScript that tslab brings, so that only one is loaded.
 */
const { createRequire } = require("node:module");
const { spawn } = require("node:child_process");
const { useCompileCache } = require("./compileCache.cjs");

const OPTIONS = {
  module: "CommonJS",
  moduleResolution: "Node10",
  target: "ES2022",
  esModuleInterop: true,
};

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

/** The library path is read when a process starts: runs this script again under the right one. */
function startAgain(env) {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env,
    stdio: "inherit",
    detached: true, // so that a signal to the group reaches the kernel once, through here
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(error));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(error) {
  console.error(`kernel: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

function main() {
  const [connectionFile] = process.argv.slice(2);
  if (connectionFile === undefined) {
    throw new Error("no connection file given; start the kernel from Jupyter, or `npm start`");
  }
  registerTypescript();
  const { runtimeEnv } = require("../setup/environment.ts");
  const env = runtimeEnv(process.env);
  if (
    env.LD_LIBRARY_PATH !== process.env.LD_LIBRARY_PATH &&
    process.env.DGM_STARTED_AGAIN === undefined
  ) {
    require("../kernel/orphan.ts").endWithParent();
    startAgain({ ...env, DGM_STARTED_AGAIN: "1" });
    return;
  }
  delete process.env.DGM_STARTED_AGAIN;
  Object.assign(process.env, env);
  require("./main.ts").startKernel(connectionFile).catch(fail);
}

try {
  main();
} catch (error) {
  fail(error);
}
