import { createRequire } from "node:module";
import { TwoPhases, type Converter } from "./twoPhase";
import { typescriptFile, useRepairedTypescript, type CellHooks } from "./typescriptHost";

/** The version whose internals this kernel was written against. */
const SUPPORTED = "1.0.22";

/** A set of converters, as tslab's executor wants it. */
interface Converters {
  readonly node: Converter;
  readonly browser: Converter;
  close(): void;
}

/** tslab's executor: compiles and runs cells. */
interface TslabExecutor {
  execute(code: string): Promise<boolean>;
  interrupt(): void;
}

/** Compiles and runs cells, one at a time. */
export interface Executor {
  /** Compiles a cell; resolves to undefined when it is to be run, and else to what `execute` would resolve to. */
  compile(code: string): Promise<boolean | undefined>;
  /** Resolves to false when the cell failed; what went wrong was given to `Reporter.error` before. */
  execute(code: string): Promise<boolean>;
  /** Makes `execute` give up waiting for the cell; the cell's own code is not stopped. */
  interrupt(): void;
}

/** Where the executor reports: the value of a cell's last expression, and what went wrong. */
export interface Reporter {
  log(value: unknown): void;
  error(...args: unknown[]): void;
}

/** tslab's answers to the requests that need its compiler. */
export interface Handler {
  handleInspect(content: object): object;
  handleComplete(content: object): object;
  handleIsComplete(content: object): object;
}

type WriteDisplay = (data: object, update?: boolean) => void;

interface JupyterModule {
  lastWriteDisplayData: WriteDisplay | null;
  readonly JupyterHandlerImpl: new (executor: TslabExecutor, isJs: boolean) => Handler;
}

/** The parts of tslab that the kernel is built on. */
export interface Tslab {
  /** Its `zeromq`, and whatever else tslab can require. */
  readonly require: NodeJS.Require;
  readonly typescriptVersion: string;
  createExecutor(reporter: Reporter): Executor;
  createHandler(executor: Executor): Handler;
  /** From now on `tslab.display` and its kin write here. */
  setDisplay(write: WriteDisplay): void;
}

/** @throws Error unless `version` is the one that the kernel knows. */
export function refuseOtherVersions(version: string): void {
  if (version === SUPPORTED) return;
  throw new Error(
    `kernel: found tslab ${version}, but the kernel needs tslab ${SUPPORTED}, whose internals it uses; ` +
      "run `npm install` in the repository to get the pinned version.",
  );
}

/** `require` as seen from tslab's own package. */
function requireFromTslab(): NodeJS.Require {
  return createRequire(require.resolve("tslab/package.json"));
}

/**
 * Loads tslab with the repaired TypeScript inside.
 *
 * @throws Error when tslab is not the pinned version.
 */
export function loadTslab(hooks: CellHooks): Tslab {
  const load = requireFromTslab();
  refuseOtherVersions((load("./package.json") as { version: string }).version);
  useRepairedTypescript(load, hooks);
  const jupyter = load("./dist/jupyter.js") as JupyterModule;
  const { createExecutor } = load("./dist/executor.js") as {
    createExecutor(directory: string, converters: Converters, reporter: Reporter): TslabExecutor;
  };
  const { createConverter } = load("./dist/converter.js") as {
    createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
  };
  return {
    require: load,
    typescriptVersion: (load(typescriptFile(load)) as { version: string }).version,
    createExecutor: (reporter) => {
      const phases = new TwoPhases();
      const converters = lazyConverters(createConverter, phases);
      const executor = createExecutor(process.cwd(), converters, reporter);
      const compile = (code: string) => phases.compile(() => executor.execute(code));
      return Object.assign(executor, { compile });
    },
    createHandler: (executor) => new jupyter.JupyterHandlerImpl(executor, false),
    setDisplay: (write) => (jupyter.lastWriteDisplayData = write),
  };
}

/** The converter for cells at once, that for browser code when a cell asks for it. */
function lazyConverters(
  create: (options: { isJS: boolean; isBrowser: boolean }) => Converter,
  phases: TwoPhases,
): Converters {
  const node = phases.wrap(create({ isJS: false, isBrowser: false }));
  let browser: Converter | undefined;
  return {
    node,
    get browser() {
      return (browser ??= create({ isJS: false, isBrowser: true }));
    },
    close() {
      node.close();
      browser?.close();
    },
  };
}
