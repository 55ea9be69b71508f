import { existsSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "../notebooks/browser/chromium";
import { execute } from "../setup/execute";
import { type Places, pythonOf } from "../setup/paths";
import { chromiumRemedy, SetupProblem } from "../setup/problem";
import { findPython } from "../setup/python";
import { findCompiler } from "../setup/tensorflow/binding";
import { type Finding, note, ok, wrong } from "./finding";

/** Node and npm. */
export async function checkNode(): Promise<Finding[]> {
  const npm = process.env.npm_config_user_agent?.match(/npm\/(\S+)/)?.[1];
  const found =
    npm ??
    (await execute("npm", ["--version"], { shell: process.platform === "win32" })).stdout.trim();
  return [
    ok("Node", `${process.versions.node} (${process.platform} ${process.arch})`),
    found === ""
      ? wrong(
          "npm",
          "not found",
          "npm comes with Node: install Node again, or on Debian: sudo apt-get install npm",
        )
      : ok("npm", found),
  ];
}

/** The first line of a problem, and the rest as what to do. */
function fromProblem(part: string, error: unknown): Finding {
  if (!(error instanceof SetupProblem)) throw error;
  const [what, ...remedy] = error.message.split("\n");
  return wrong(part, what, remedy.map((line) => line.trim()).join("\n  "));
}

/** The Python that set-up would use. */
export async function checkPython(): Promise<Finding> {
  try {
    const { command, args, version } = await findPython();
    return ok("Python", `${version} (${[command, ...args].join(" ")})`);
  } catch (error) {
    return fromProblem("Python", error);
  }
}

/** The compiler; needed only as long as the binding has not been compiled. */
export async function checkCompiler(needed: boolean): Promise<Finding> {
  try {
    return ok("C++ compiler", (await findCompiler()).version);
  } catch (error) {
    const finding = fromProblem("C++ compiler", error);
    return needed
      ? finding
      : { ...finding, state: "note", found: "none (the binding is compiled already)" };
  }
}

const VERSIONS =
  "import importlib.metadata as m; print(', '.join(n + ' ' + m.version(n) for n in ['jupyterlab', 'plotly', 'nbclient', 'nbconvert']))";

/** JupyterLab and the rest of the virtual environment. */
export async function checkJupyter(places: Places): Promise<Finding> {
  const done = await execute(pythonOf(places.venv), ["-c", VERSIONS], { limit: 30 });
  return done.status === 0
    ? ok("JupyterLab", done.stdout.trim())
    : wrong("JupyterLab", "the course's Python environment is not complete", "npm run setup");
}

/** Whether Jupyter finds the course's kernel. */
export async function checkKernel(places: Places, env: NodeJS.ProcessEnv): Promise<Finding> {
  const args = ["-m", "jupyter_client.kernelspecapp", "list", "--json"];
  const done = await execute(pythonOf(places.venv), args, { env, limit: 30 });
  const spec = join("scripts", "jupyter", "kernels", "dgm", "kernel.json");
  if (done.status === 0 && done.stdout.includes('"dgm"')) return ok("Kernel", `dgm (${spec})`);
  return existsSync(join(places.root, spec))
    ? wrong("Kernel", "Jupyter does not find the kernel dgm", "npm run setup")
    : wrong("Kernel", `${spec} is missing`, `git checkout -- ${spec}`);
}

/** A browser for the tests that look at JupyterLab; the course itself does not need it. */
export async function checkChromium(env: NodeJS.ProcessEnv = process.env): Promise<Finding> {
  const program = findChromium(env);
  if (program === undefined)
    return note(
      "Chromium",
      "not found; only the browser tests need it, they are skipped",
      chromiumRemedy,
    );
  const done = await execute(program, ["--version"], { limit: 30 });
  return ok("Chromium", `${done.stdout.trim().split("\n")[0] || "found"} (${program})`);
}
