import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runtimeEnv } from "../../scripts/setup/environment";
import { labArguments } from "../../scripts/setup/jupyter";
import { placesOf, type Places } from "../../scripts/setup/paths";
import { writeChoice } from "../../scripts/setup/tensorflow/choice";

let places: Places;
beforeEach(() => {
  places = placesOf(mkdtempSync(join(tmpdir(), "dgm-env-")));
});
afterEach(() => rmSync(places.root, { recursive: true, force: true }));

function installGpu(): string {
  const folder = "2.21.0-gpu-linux-x64";
  const nvidia = join(places.tensorflow, folder, "nvidia");
  for (const part of ["cudnn/lib", "cublas/lib", "cuda_nvcc/bin"])
    mkdirSync(join(nvidia, part), { recursive: true });
  writeChoice(places, {
    kind: "wheel",
    variant: "gpu",
    folder,
    gpu: true,
    reason: "",
    failures: [],
  });
  return nvidia;
}

describe("runtimeEnv", () => {
  it("keeps every folder of Jupyter inside the repository", () => {
    const env = runtimeEnv({ PATH: "/usr/bin", HOME: "/home/user" }, places);
    const names = Object.keys(env).filter((name) => /^(JUPYTER|IPYTHON)/.test(name));
    expect(names.sort()).toEqual([
      "IPYTHONDIR",
      "JUPYTERLAB_SETTINGS_DIR",
      "JUPYTERLAB_WORKSPACES_DIR",
      "JUPYTER_CONFIG_DIR",
      "JUPYTER_DATA_DIR",
      "JUPYTER_PATH",
      "JUPYTER_RUNTIME_DIR",
    ]);
    for (const name of names) expect(env[name]).toMatch(new RegExp(`^${places.root}/`));
    expect(env.HOME).toBe("/home/user");
  });

  it("puts the course's programs first, once, however often it is applied", () => {
    const once = runtimeEnv({ PATH: "/usr/bin" }, places);
    expect(once.PATH).toBe(`${places.venv}/bin${delimiter}/usr/bin`);
    expect(runtimeEnv(once, places)).toEqual(once);
  });

  it("leaves what the user has set and drops another Python's modules", () => {
    const base = { PATH: "", TF_CPP_MIN_LOG_LEVEL: "0", PYTHONPATH: "/x", PYTHONHOME: "/y" };
    const env = runtimeEnv(base, places);
    expect(env.TF_CPP_MIN_LOG_LEVEL).toBe("0");
    expect(env.TF_FORCE_GPU_ALLOW_GROWTH).toBe("true");
    expect(env).not.toHaveProperty("PYTHONPATH");
    expect(env).not.toHaveProperty("PYTHONHOME");
    expect(base.PYTHONPATH).toBe("/x");
  });

  it("names every library folder of CUDA on a GPU installation, and none elsewhere", () => {
    expect(runtimeEnv({ PATH: "" }, places)).not.toHaveProperty("LD_LIBRARY_PATH");
    const nvidia = installGpu();
    const env = runtimeEnv({ PATH: "/usr/bin", LD_LIBRARY_PATH: "/opt/lib" }, places);
    expect(env.LD_LIBRARY_PATH).toBe(
      [join(nvidia, "cublas", "lib"), join(nvidia, "cudnn", "lib"), "/opt/lib"].join(delimiter),
    );
    expect(env.PATH).toContain(join(nvidia, "cuda_nvcc", "bin"));
    expect(env.CUDA_CACHE_PATH).toBe(join(places.local, "cuda-cache"));
    expect(runtimeEnv(env, places)).toEqual(env);
  });
});

describe("labArguments", () => {
  const screen = { DISPLAY: ":0" };

  it("opens the notebooks and passes the user's arguments on, last", () => {
    const args = labArguments(places, ["--port=9999"], screen);
    expect(args.slice(0, 2)).toEqual(["-m", "jupyterlab"]);
    expect(args).toContain(`--ServerApp.root_dir=${join(places.root, "notebooks")}`);
    expect(args.at(-1)).toBe("--port=9999");
    expect(args.includes("--allow-root")).toBe(process.getuid?.() === 0);
  });

  it("opens no browser where there is no screen", ({ skip }) => {
    skip(process.platform !== "linux", "only Linux can be without a screen");
    expect(labArguments(places, [], screen)).not.toContain("--no-browser");
    expect(labArguments(places, [], {})).toContain("--no-browser");
    const twice = labArguments(places, ["--no-browser"], {});
    expect(twice.filter((arg) => arg === "--no-browser")).toHaveLength(1);
  });

  it.each(["--ServerApp.root_dir=/elsewhere", "--notebook-dir=/elsewhere"])(
    "names the folder once: %s stands in place of the notebooks",
    (own) => {
      const folders = labArguments(places, [own], {}).filter((arg) => /_dir=|-dir=/.test(arg));
      expect(folders).toEqual([own]);
      expect(labArguments(places, [], {}).filter((arg) => arg.includes("root_dir"))).toHaveLength(
        1,
      );
    },
  );
});
