import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, writeAtomically } from "./files";
import type { Places } from "./paths";
import type { Step } from "./steps";

/** The server: this machine only, no question at Ctrl-C, only the course's kernel, nothing fetched from outside. */
const SERVER = {
  ServerApp: { ip: "127.0.0.1", answer_yes: true, allow_remote_access: false },
  MultiKernelManager: { default_kernel_name: "dgm" },
  KernelSpecManager: { ensure_native_kernel: false, allowed_kernelspecs: ["dgm"] },
  LabApp: {
    check_for_updates_class: "jupyterlab.NeverCheckForUpdate",
    news_url: null,
    extension_manager: "readonly",
  },
};

/** Defaults of JupyterLab's own settings; what the user sets in JupyterLab stays above them. */
const SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  // Else 'Run All' asks for a kernel while a notebook's own is still starting.
  "@jupyterlab/notebook-extension:tracker": {
    autoStartDefaultKernel: true,
    // Long lines go on below, so that nobody has to scroll sideways to read code.
    codeCellConfig: { lineNumbers: false, lineWrap: true },
  },
};

/** Jupyter's configuration by file name, below its configuration folder. */
const FILES: Readonly<Record<string, object>> = {
  "jupyter_server_config.json": SERVER,
  "labconfig/default_setting_overrides.json": SETTINGS,
};

function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Writes Jupyter's configuration into the repository's own configuration folder. */
export function jupyterStep(places: Places): Step {
  const entries = Object.entries(FILES).map(([name, content]) => ({
    file: join(places.jupyter, "config", name),
    text: textOf(content),
  }));
  return {
    name: "Jupyter settings",
    about: 1,
    key: () => fingerprint(...entries.map(({ text }) => text)),
    isDone: () =>
      entries.every(({ file, text }) => existsSync(file) && readFileSync(file, "utf8") === text),
    run: () => {
      for (const { file, text } of entries) writeAtomically(file, text);
      return Promise.resolve(undefined);
    },
  };
}

/** The folder that JupyterLab shows. */
export function notebookFolder(places: Places): string {
  return join(places.root, "notebooks");
}

/**
 * The arguments after `python` that start JupyterLab on the notebooks.
 *
 * @param extra the user's own arguments; another `--ServerApp.root_dir` stands in place of the notebooks' folder
 */
export function labArguments(
  places: Places,
  extra: readonly string[],
  env: NodeJS.ProcessEnv,
): string[] {
  const args = ["-m", "jupyterlab"];
  // Jupyter takes a setting once: given twice, it refuses to start.
  const ownFolder = extra.some((arg) => /^--(ServerApp\.root_dir|notebook-dir)\b/.test(arg));
  if (!ownFolder) args.push(`--ServerApp.root_dir=${notebookFolder(places)}`);
  if (process.getuid?.() === 0) args.push("--allow-root");
  // Without a screen, a browser of the terminal would take the terminal over.
  const screen =
    process.platform !== "linux" || env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME;
  if (!screen && !extra.includes("--no-browser")) args.push("--no-browser");
  return [...args, ...extra];
}
