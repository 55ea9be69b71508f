import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "./connection";

const FOLDER = path.join(ROOT, ".local", "node-versions");

/** The lines that are supported, and their newest version when this was written. */
export const NODE_VERSIONS = ["20.20.2", "22.23.3", "24.21.0"];

/** A Node other than the one that runs the tests, or why there is none. */
export type FoundNode = { readonly program: string } | { readonly missing: string };

/** The npm package that carries Node's program for this platform. */
function packageName(): string {
  const platform = process.platform === "win32" ? "win" : process.platform;
  return `node-${platform}-${process.arch}`;
}

function download(version: string, program: string): void {
  const place = fs.mkdtempSync(path.join(FOLDER, "download-"));
  const quietly = {
    cwd: place,
    stdio: ["ignore", "pipe", "pipe"] as "pipe"[],
    shell: process.platform === "win32",
  };
  try {
    const name = execFileSync("npm", ["pack", "--silent", `${packageName()}@${version}`], quietly);
    const member = process.platform === "win32" ? "package/bin/node.exe" : "package/bin/node";
    execFileSync("tar", ["xzf", name.toString().trim(), member], quietly);
    fs.renameSync(path.join(place, member), program);
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}

/**
 * The Node that runs this, if it is of the same line, else Node `version` from npm (50 MB, kept under .local/). It is fetched under CI, or when DGM_NODES is `download`;
 * otherwise only what is there already is used.
 */
export function findNode(version: string): FoundNode {
  const isLine = (other: string): boolean => other.split(".")[0] === version.split(".")[0];
  if (isLine(process.versions.node)) return { program: process.execPath };
  const program = path.join(FOLDER, `node-${version}${process.platform === "win32" ? ".exe" : ""}`);
  if (fs.existsSync(program)) return { program };
  if (process.env["CI"] !== "true" && process.env["DGM_NODES"] !== "download") {
    return { missing: `Node ${version}; set DGM_NODES=download to fetch it (50 MB)` };
  }
  fs.mkdirSync(FOLDER, { recursive: true });
  try {
    download(version, program);
    return { program };
  } catch (error) {
    return { missing: `Node ${version} (${(error as Error).message.split("\n")[0]})` };
  }
}
