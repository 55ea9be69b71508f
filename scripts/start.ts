import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { ensureSetup } from "./setup/ensure";
import { runtimeEnv } from "./setup/environment";
import { labArguments, notebookFolder } from "./setup/jupyter";
import { placesOf, pythonOf } from "./setup/paths";

/**
 * npm start: completes the set-up, then runs JupyterLab on the notebooks until Ctrl-C.
 *
 * @param args passed on to JupyterLab (after `--`), such as `--no-browser` or `--port=9999`
 * @returns JupyterLab's exit status
 */
export async function main(args: string[]): Promise<number> {
  await ensureSetup();
  const places = placesOf();
  const env = runtimeEnv();
  mkdirSync(notebookFolder(places), { recursive: true });
  console.log("Starting JupyterLab; its address is below. Ctrl-C ends it.");
  const server = spawn(pythonOf(places.venv), labArguments(places, args, env), {
    cwd: places.root,
    env,
    stdio: "inherit",
  });
  // Ctrl-C reaches the server directly; this process only waits for it to shut its kernels down.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => server.kill("SIGTERM"));
  return new Promise((resolve) => {
    server.on("error", (error) => {
      console.error(`JupyterLab could not be started: ${error.message}\n  Run: npm run doctor`);
      resolve(1);
    });
    server.on("exit", (status, signal) => resolve(signal === "SIGINT" ? 0 : (status ?? 1)));
  });
}
