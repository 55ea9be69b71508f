import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { execute } from "./execute";
import { fingerprint } from "./files";
import type { Places } from "./paths";
import type { Step } from "./steps";

/** The TypeScript sources below a folder, sorted. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "dist" && name !== "node_modules")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return entry.name.endsWith(".ts") ? [path] : [];
    })
    .sort();
}

function outputsOf(lib: string, source: string): string[] {
  const stem = join(lib, "dist", relative(lib, source)).replace(/\.ts$/, "");
  return [`${stem}.js`, `${stem}.d.ts`];
}

/** Removes what was compiled from sources that are no longer there, so that no import finds it. */
function prune(lib: string, folder: string = join(lib, "dist")): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) prune(lib, path);
    else if (/\.(d\.ts|js)(\.map)?$/.test(entry.name)) {
      const source = join(lib, relative(join(lib, "dist"), path)).replace(
        /\.(d\.ts|js)(\.map)?$/,
        ".ts",
      );
      if (!existsSync(source)) rmSync(path);
    }
  }
}

/** Compiles lib/ to JavaScript and declarations, which is what notebooks import. */
export function libraryStep(places: Places): Step {
  const lib = join(places.root, "lib");
  const configuration = ["tsconfig.json", join("lib", "tsconfig.json"), "package-lock.json"];
  return {
    name: "Library build",
    about: 10,
    key: () => {
      const files = [...configuration.map((name) => join(places.root, name)), ...sources(lib)];
      const stats = files.map((file) => ({ file, stat: statSync(file) }));
      const lines = stats.map(
        ({ file, stat }) => `${relative(places.root, file)} ${stat.size} ${stat.mtimeMs}`,
      );
      return fingerprint(...lines);
    },
    isDone: () =>
      sources(lib)
        .flatMap((source) => outputsOf(lib, source))
        .every((file) => existsSync(file)),
    run: async ({ signal }) => {
      const complete = sources(lib)
        .flatMap((source) => outputsOf(lib, source))
        .every((file) => existsSync(file));
      if (!complete) rmSync(join(lib, "dist", ".tsbuildinfo"), { force: true });
      const compiler = join(places.root, "node_modules", "typescript", "bin", "tsc");
      const done = await execute(process.execPath, [compiler, "-p", lib, "--pretty", "false"], {
        signal,
      });
      prune(lib);
      if (done.status === 0) return undefined;
      const errors = done.stdout.trim().split("\n").slice(0, 12).join("\n  ");
      return `lib/ does not compile without errors; what could be compiled is used:\n  ${errors}`;
    },
  };
}
