import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libraryStep } from "../../scripts/setup/library";
import { placesOf, repositoryRoot } from "../../scripts/setup/paths";
import { runSteps } from "../../scripts/setup/steps";

describe("libraryStep", () => {
  let root: string;
  const lib = (name: string): string => join(root, "lib", name);
  const build = () => {
    const places = placesOf(root);
    return runSteps({ places, steps: [libraryStep(places)], print: () => undefined });
  };

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "dgm-lib-"));
    mkdirSync(lib("core"), { recursive: true });
    const options = {
      module: "Node16",
      types: [],
      lib: ["ES2022"],
      declaration: true,
      outDir: "dist",
    };
    const compilerOptions = {
      ...options,
      rootDir: ".",
      incremental: true,
      tsBuildInfoFile: "dist/.tsbuildinfo",
    };
    writeFileSync(join(root, "tsconfig.json"), "{}");
    writeFileSync(join(root, "package-lock.json"), "{}");
    writeFileSync(lib("tsconfig.json"), JSON.stringify({ compilerOptions, exclude: ["dist"] }));
    symlinkSync(join(repositoryRoot, "node_modules"), join(root, "node_modules"));
    writeFileSync(lib("core/index.ts"), `export { one } from "./one";\n`);
    writeFileSync(lib("core/one.ts"), "export const one = 1;\n");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("compiles once, again after a change, and mends what was deleted", async () => {
    expect((await build()).ran).toEqual(["Library build"]);
    expect(readFileSync(lib("dist/core/one.d.ts"), "utf8")).toContain("const one = 1");
    expect((await build()).ran).toEqual([]);
    writeFileSync(lib("core/one.ts"), "export const one: number = 1;\n");
    expect((await build()).ran).toEqual(["Library build"]);
    expect(readFileSync(lib("dist/core/one.d.ts"), "utf8")).toContain("const one: number");
    rmSync(lib("dist/core/one.js"));
    expect((await build()).ran).toEqual(["Library build"]);
    expect(existsSync(lib("dist/core/one.js"))).toBe(true);
  });

  it("removes what was compiled from a source that is gone", async () => {
    writeFileSync(lib("core/index.ts"), "export {};\n");
    rmSync(lib("core/one.ts"));
    await build();
    expect(existsSync(lib("dist/core/one.js"))).toBe(false);
    expect(existsSync(lib("dist/core/index.js"))).toBe(true);
  });

  it("warns of a type error, uses what could be compiled, and tries again next time", async () => {
    writeFileSync(lib("core/index.ts"), `export const text: string = 1;\n`);
    const { warnings } = await build();
    expect(warnings[0]).toContain("lib/ does not compile without errors");
    expect(warnings[0]).toContain("Type 'number' is not assignable to type 'string'");
    expect((await build()).ran).toEqual(["Library build"]);
  });
}, 120_000);
