import { spawn } from "node:child_process";

/** Milliseconds after which a server that has not said its address is given up. */
const LIMIT_MS = 60_000;
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/lab/;

/**
 * Milliseconds from `npm start` to the line with JupyterLab's address, when the server listens. It is ended again.
 * @param run the path of scripts/run.cjs
 * @throws Error with what it printed when it ends or takes too long
 */
export function labStartMs(run: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [run, "start", "--no-browser", "--ServerApp.port=0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let ms: number | undefined;
  const late = setTimeout(() => child.kill("SIGTERM"), LIMIT_MS);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (ms !== undefined || !ADDRESS.test(printed)) return;
      ms = performance.now() - began;
      child.kill("SIGTERM");
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(late);
      if (ms !== undefined) resolve(ms);
      else reject(new Error(`bench: JupyterLab did not start: ${printed.trim().slice(-2000)}`));
    });
  });
}
