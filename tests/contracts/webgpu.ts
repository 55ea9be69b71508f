import fs from "node:fs";
import path from "node:path";
import type { TestContext } from "vitest";
import { root, runNode } from "./child";

const LOCAL = path.join(root, ".local");
const DRIVER = path.join(LOCAL, "vulkan", "usr");

const entries = (folder: string): string[] => {
  try {
    return fs.readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
};

/**
 * What a process needs in its environment to compute on WebGPU here: Mesa's software driver, where scripts/test/vulkan.sh
 * has unpacked it, else whatever drivers the system has.
 */
export function webgpuEnv(): Record<string, string> {
  const drivers = entries(path.join(DRIVER, "share", "vulkan", "icd.d"));
  const software = drivers.find((file) => path.basename(file).startsWith("lvp_icd"));
  if (software === undefined || process.env.VK_DRIVER_FILES !== undefined) {
    return { DGM_BACKEND: "webgpu" };
  }
  const libraries = entries(path.join(DRIVER, "lib")).filter((folder) => folder.endsWith("-gnu"));
  const search = [...libraries, process.env.LD_LIBRARY_PATH ?? ""].filter(Boolean);
  return {
    DGM_BACKEND: "webgpu",
    VK_DRIVER_FILES: software,
    LD_LIBRARY_PATH: search.join(path.delimiter),
  };
}

/** Why WebGPU cannot be used here, or undefined when an adapter starts. */
let problem: Promise<string | undefined> | undefined;

async function findProblem(): Promise<string | undefined> {
  const program = `require("./lib/core").ready().then(({ summary }) => console.log(summary))`;
  const { code, stderr } = await runNode(program, webgpuEnv());
  if (code === 0) return undefined;
  const error = /^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split("\n").at(-1)!;
  const noDriver = path.join(LOCAL, "vulkan-problem");
  const why = fs.existsSync(noDriver) ? ` (${fs.readFileSync(noDriver, "utf8").trim()})` : "";
  return `${error.split(". ")[0]}${why}; 'sh scripts/test/vulkan.sh' fetches a software driver`;
}

/**
 * For `beforeEach` of tests that need a WebGPU adapter: without one they are skipped with the reason, with CI=true as
 * well, since whether the software driver can be had depends on servers and systems beyond this repository.
 */
export async function webgpuOnly(context: TestContext): Promise<void> {
  problem ??= findProblem();
  const reason = await problem;
  if (reason !== undefined) context.skip(`needs WebGPU: ${reason}`);
}
