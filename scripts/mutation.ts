import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { strykerOptions, mutatedFiles, WORK_FOLDER } from "./mutation/options";

const ROOT = path.resolve(__dirname, "..");

/**
 * `npm run mutation [-- kl posterior ...]`: changes lib/math in small ways, one at a time, and runs its tests on each;
 * fails when more than a tenth of the changes go unnoticed. All of it takes hours; name files to be quicker.
 */
export async function main(args: string[]): Promise<number> {
  const missing = args.length === 0 ? [] : mutatedFiles(args).filter((file) => !exists(file));
  if (missing.length > 0) {
    console.error(`mutation: no file ${missing.join(", ")}; name files of lib/math, such as kl.`);
    return 2;
  }
  const folder = path.join(ROOT, WORK_FOLDER);
  fs.mkdirSync(folder, { recursive: true });
  const config = path.join(folder, "stryker.config.json");
  fs.writeFileSync(config, JSON.stringify(strykerOptions(args), null, 2));
  const stryker = require.resolve("@stryker-mutator/core/package.json");
  const bin = path.join(path.dirname(stryker), "bin", "stryker.js");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, "run", config], { cwd: ROOT, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (status) => resolve(status ?? 1));
  });
}

function exists(file: string): boolean {
  return fs.existsSync(path.join(ROOT, file));
}
