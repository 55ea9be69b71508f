import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runtimeEnv } from "../../setup/environment";
import { labArguments } from "../../setup/jupyter";
import { placesOf, pythonOf } from "../../setup/paths";
import type { Notebook } from "../notebook";

/** A notebook as the server sends it; `trusted` says that the outputs were made by this user. */
export type ServedNotebook = Notebook & {
  cells: { metadata: { trusted?: boolean } }[];
};

/** A running JupyterLab. */
export interface LabServer {
  /** Address of the server, without a path. */
  readonly origin: string;
  readonly token: string;
  /** A notebook of its folder. */
  read(name: string): Promise<ServedNotebook>;
  /** Ends it and its kernels; safe to call twice. */
  stop(): Promise<void>;
}

export interface LabOptions {
  /** The folder that JupyterLab shows. */
  readonly folder: string;
  /** Where it keeps settings, workspaces and the signatures of trusted notebooks. An empty one trusts none. */
  readonly state: string;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function labEnv(state: string, token: string): NodeJS.ProcessEnv {
  const inside = (name: string): string => join(state, name);
  return {
    ...runtimeEnv(),
    JUPYTER_TOKEN: token,
    JUPYTER_DATA_DIR: inside("data"),
    JUPYTER_RUNTIME_DIR: inside("runtime"),
    JUPYTERLAB_SETTINGS_DIR: inside("settings"),
    JUPYTERLAB_WORKSPACES_DIR: inside("workspaces"),
    IPYTHONDIR: inside("ipython"),
  };
}

/** Asks the server's programming interface. */
function ask(origin: string, token: string, path: string): Promise<Response> {
  return fetch(`${origin}/api/${path}`, { headers: { Authorization: `token ${token}` } });
}

async function readNotebook(response: Response): Promise<ServedNotebook> {
  if (!response.ok) throw new Error(`JupyterLab answered ${response.status}: ${response.url}`);
  return ((await response.json()) as { content: ServedNotebook }).content;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (ended()) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([exit, sleep(15_000, undefined, { ref: false })]);
  if (!ended()) child.kill("SIGKILL");
}

/**
 * Starts JupyterLab as `npm start` does, with a token, on a free port of this machine, and waits until it answers.
 * @throws Error with what the server wrote when it does not answer within two minutes
 */
export async function startLab({ folder, state }: LabOptions): Promise<LabServer> {
  const places = placesOf();
  const token = randomUUID();
  const port = await freePort();
  mkdirSync(state, { recursive: true });
  const env = labEnv(state, token);
  const own = ["--no-browser", `--ServerApp.root_dir=${folder}`, `--ServerApp.port=${port}`];
  const args = labArguments(places, [...own, "--ServerApp.port_retries=0"], env);
  const child = spawn(pythonOf(places.venv), args, {
    cwd: places.root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  child.on("error", (error) => (log += error.message));
  const origin = `http://127.0.0.1:${port}`;
  const until = Date.now() + 120_000;
  const answers = (): Promise<boolean> =>
    ask(origin, token, "status").then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > until) {
      await stop(child);
      throw new Error(
        `JupyterLab did not start; it wrote:\n${log.split("\n").slice(-15).join("\n")}`,
      );
    }
    await sleep(200);
  }
  const read = async (name: string): Promise<ServedNotebook> =>
    readNotebook(await ask(origin, token, `contents/${encodeURIComponent(name)}`));
  return { origin, token, read, stop: () => stop(child) };
}
