import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Places, placesOf, programsOf } from "./paths";
import { readChoice } from "./tensorflow/choice";

/** The folder with the NVIDIA wheels of a GPU installation, or undefined. */
function nvidiaFolder(places: Places): string | undefined {
  const choice = readChoice(places);
  if (choice?.variant !== "gpu" || choice.folder === undefined) return undefined;
  const folder = join(places.tensorflow, choice.folder, "nvidia");
  return existsSync(folder) ? folder : undefined;
}

/** A search path with `folders` first, each of them once. */
function searchPath(folders: readonly string[], present: string | undefined): string {
  const rest = (present ?? "").split(delimiter).filter((part) => part !== "");
  return [...folders, ...rest.filter((part) => !folders.includes(part))].join(delimiter);
}

function jupyterEnv(places: Places): NodeJS.ProcessEnv {
  const inside = (name: string): string => join(places.jupyter, name);
  return {
    JUPYTER_PATH: join(places.root, "scripts", "jupyter"),
    JUPYTER_CONFIG_DIR: inside("config"),
    JUPYTER_DATA_DIR: inside("data"),
    JUPYTER_RUNTIME_DIR: inside("runtime"),
    JUPYTERLAB_SETTINGS_DIR: inside("settings"),
    JUPYTERLAB_WORKSPACES_DIR: inside("workspaces"),
    IPYTHONDIR: inside("ipython"),
  };
}

/** CUDA from the NVIDIA wheels: the libraries, the compiler `ptxas`, and a cache inside the repository. */
function gpuEnv(nvidia: string, places: Places, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const compiler = join(nvidia, "cuda_nvcc");
  const libraries = readdirSync(nvidia)
    .sort()
    .map((part) => join(nvidia, part, "lib"))
    .filter((folder) => existsSync(folder));
  return {
    PATH: searchPath([programsOf(places.venv), join(compiler, "bin")], base.PATH),
    LD_LIBRARY_PATH: searchPath(libraries, base.LD_LIBRARY_PATH),
    XLA_FLAGS: base.XLA_FLAGS ?? `--xla_gpu_cuda_data_dir=${compiler}`,
    CUDA_CACHE_PATH: base.CUDA_CACHE_PATH ?? join(places.local, "cuda-cache"),
    CUDA_CACHE_MAXSIZE: base.CUDA_CACHE_MAXSIZE ?? String(4 * 2 ** 30),
  };
}

/**
 * The environment that JupyterLab, the kernel and the scripts run in: the programs of the course's Python first on
 * the PATH, all of Jupyter's folders inside the repository, TensorFlow quiet, and on a GPU installation the search
 * path of the CUDA libraries (which a process must have when it starts). Applying it twice changes nothing more.
 *
 * @param base the environment to start from; it is not changed. @default process.env
 */
export function runtimeEnv(
  base: NodeJS.ProcessEnv = process.env,
  places: Places = placesOf(),
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...base,
    ...jupyterEnv(places),
    PATH: searchPath([programsOf(places.venv)], base.PATH ?? base.Path),
    TF_CPP_MIN_LOG_LEVEL: base.TF_CPP_MIN_LOG_LEVEL ?? "2",
    TF_FORCE_GPU_ALLOW_GROWTH: base.TF_FORCE_GPU_ALLOW_GROWTH ?? "true",
  };
  // Another Python's modules must not leak into the course's.
  delete env.PYTHONHOME;
  delete env.PYTHONPATH;
  const nvidia = nvidiaFolder(places);
  return nvidia === undefined ? env : { ...env, ...gpuEnv(nvidia, places, base) };
}
