import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { repositoryRoot } from "../../scripts/setup/paths";

/** Runs a program of an npm package on the repository; resolves to what it complains of. */
function complaints(program: string[], args: string[]): string {
  const file = join(repositoryRoot, "node_modules", ...program);
  const done = spawnSync(process.execPath, [file, ...args], {
    cwd: repositoryRoot,
    encoding: "utf8",
  });
  return done.status === 0 ? "" : `${done.stdout}${done.stderr}` || `status ${done.status}`;
}

describe("static checks", () => {
  it("tsc finds no type error", () => {
    expect(complaints(["typescript", "bin", "tsc"], ["--noEmit", "--pretty", "false"])).toBe("");
  }, 300_000);

  it("eslint finds nothing, not even a warning", () => {
    expect(complaints(["eslint", "bin", "eslint.js"], [".", "--max-warnings", "0"])).toBe("");
  }, 300_000);

  it("prettier would change nothing", () => {
    expect(complaints(["prettier", "bin", "prettier.cjs"], ["--check", "."])).toBe("");
  }, 300_000);
});

describe("the layer rule", () => {
  const eslint = new ESLint({ cwd: repositoryRoot });

  async function importErrors(file: string, from: string): Promise<string[]> {
    const filePath = join(repositoryRoot, file);
    const [result] = await eslint.lintText(`export { x } from ${JSON.stringify(from)};\n`, {
      filePath,
    });
    return result.messages
      .filter((m) => m.ruleId === "no-restricted-imports")
      .map((m) => m.message);
  }

  it.each([
    ["lib/math/probe.ts", "../nn/conv"],
    ["lib/core/probe.ts", "../notebook"],
    ["lib/core/compile/probe.ts", "../../nn/conv"],
    ["lib/nn/probe.ts", "../train/fit"], // equal layers do not import each other
    ["lib/diffusion/probe.ts", "../metrics/fid"],
  ])("is broken by %s importing %s", async (file, from) => {
    expect((await importErrors(file, from)).join()).toMatch(/imports only from lower layers/);
  });

  it("is broken by the library importing itself by name", async () => {
    expect((await importErrors("lib/nn/probe.ts", "dgm/core")).join()).toMatch(/relative path/);
  });

  it.each([
    ["lib/nn/probe.ts", "../core/tf"],
    ["lib/notebook/probe.ts", "../plot/line"],
    ["lib/diffusion/probe.ts", "./schedule"],
  ])("lets %s import %s", async (file, from) => {
    expect(await importErrors(file, from)).toEqual([]);
  });
}, 60_000);
