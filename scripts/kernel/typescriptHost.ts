import type * as TS from "typescript";
import { lightBuilder } from "./lightBuilder";

/** What the compiler tells the rest of the kernel about the code of cells. */
export interface CellHooks {
  /**
   * Called with each cell's JavaScript when it becomes a CommonJS module.
   *
   * @param input the JavaScript with its inline source map, as the type checker emitted it
   * @param transpile makes CommonJS of it, with an inline source map
   * @returns the code to run
   */
  transpiled(input: string, transpile: (input: string) => string): string;
}

type Typescript = typeof TS;
type WatchArguments = [string[], TS.CompilerOptions, TS.System, unknown, ...unknown[]];

/** The file of tslab's own fork of TypeScript. */
export function typescriptFile(load: NodeJS.Require): string {
  return load.resolve("@tslab/typescript-for-tslab");
}

/**
 * Puts a version of tslab's TypeScript into the module cache in which cells are checked strictly, packages
 * are found through `exports`, a mistyped import does no lasting harm and source maps are made.
 * Must run before tslab's converter is loaded.
 */
export function useRepairedTypescript(load: NodeJS.Require, hooks: CellHooks): void {
  const file = typescriptFile(load);
  const ts = load(file) as Typescript;
  const module = load.cache[file];
  if (module === undefined) throw new Error(`kernel: ${file} is not in the module cache`);
  const repaired = withReplaced(ts, {
    createWatchCompilerHost: (...[roots, options, system, , ...rest]: WatchArguments) => {
      const create = ts.createWatchCompilerHost as unknown as (...args: WatchArguments) => unknown;
      const ours = {
        strict: true,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        types: ["node"],
        inlineSourceMap: true,
      };
      return create(roots, { ...options, ...ours }, twoTimers(system), lightBuilder(ts), ...rest);
    },
    transpileModule: (input: string, options: TS.TranspileOptions) => {
      const transpile = (text: string) =>
        ts.transpileModule(text, {
          ...options,
          compilerOptions: { ...options.compilerOptions, inlineSourceMap: true },
        }).outputText;
      return { outputText: hooks.transpiled(input, transpile) };
    },
  });
  module.exports = repaired;
}

/** The module `original`, of which nothing can be redefined, with some of its properties replaced. */
function withReplaced<T extends object>(original: T, replaced: object): T {
  const module = { ...replaced, __esModule: true }; // the mark keeps importers from copying what they find
  return Object.create(original, Object.getOwnPropertyDescriptors(module)) as T;
}

/**
 * TypeScript's watch mode keeps two timers, one to rebuild and one to look again for modules that were
 * not found; tslab's system has room for one and throws at the second, in every later cell. Looking
 * again is done at once here, so that only the rebuild needs a timer.
 */
function twoTimers(system: TS.System): TS.System {
  const { setTimeout: set, clearTimeout: clear } = system;
  const done = {};
  system.setTimeout = (callback, ...rest) => {
    if (callback.name !== "invalidateResolutionsOfFailedLookup") return set?.(callback, ...rest);
    callback();
    return done;
  };
  system.clearTimeout = (timer) => {
    if (timer !== done) clear?.(timer);
  };
  return system;
}
