import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describeEnd, execute } from "../execute";
import { fingerprint, writeAtomically } from "../files";
import type { Places } from "../paths";
import { compilerRemedy, SetupProblem } from "../problem";
import type { StepContext } from "../steps";
import { keptBinding, packageBinding, packageFolder } from "./choice";

/** How the binding is compiled. */
const FLAGS = ["-O2", "-std=c++17", "-shared", "-fPIC", "-DNAPI_VERSION=8"];

const SOURCES = ["tfjs_backend.cc", "tfjs_binding.cc"];

/** The C++ compilers to try, in order. */
function compilers(env: NodeJS.ProcessEnv): string[] {
  return env.CXX ? [env.CXX] : ["c++", "g++", "clang++"];
}

/**
 * The first C++ compiler that answers.
 *
 * @throws SetupProblem with the command that installs one
 */
export async function findCompiler(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ command: string; version: string }> {
  for (const command of compilers(env)) {
    const done = await execute(command, ["--version"], { env, limit: 20 });
    if (done.status === 0) return { command, version: done.stdout.split("\n")[0] };
  }
  throw new SetupProblem(
    `No C++ compiler was found (tried ${compilers(env).join(", ")}); TensorFlow's binding for Node is compiled with it.`,
    { ...compilerRemedy, windows: `${compilerRemedy.windows}; or set DGM_TENSORFLOW=wasm` },
  );
}

/** The file names of TensorFlow's two libraries in a folder: `.so.2` on Linux, `.2.dylib` on macOS. */
function libraryFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) =>
    /^libtensorflow_(cc|framework)\b.*\.(so|dylib)/.test(name),
  );
  if (names.length < 2)
    throw new Error(`libtensorflow_cc and libtensorflow_framework are not in ${folder}`);
  return names.map((name) => join(folder, name));
}

/**
 * The arguments of the compiler, all for one call from the repository's root. All paths are relative, to the root or
 * to the binding, so that nothing in the result names a place on this machine.
 */
function compilerArgs(places: Places, library: string, output: string): string[] {
  const here = (...parts: string[]): string => relative(places.root, join(...parts));
  const source = packageFolder(places);
  const origin = process.platform === "darwin" ? "@loader_path" : "$ORIGIN";
  const fromPackage = relative(dirname(packageBinding(places)), library);
  return [
    ...FLAGS,
    ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
    `-I${here(places.root, "node_modules", "node-api-headers", "include")}`,
    `-I${here(source)}`,
    `-I${here(library, "include")}`,
    ...SOURCES.map((name) => here(source, "binding", name)),
    ...["-o", here(output)],
    ...libraryFiles(library).map((file) => here(file)),
    `-Wl,-rpath,${origin}/${fromPackage}`,
    `-Wl,-rpath,${origin}`,
  ];
}

/** What the compiled binding depends on: its sources and how it is compiled. */
export function bindingKey(places: Places): string {
  const folder = join(packageFolder(places), "binding");
  const texts = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
  return fingerprint(...texts, FLAGS.join(" "));
}

/**
 * Compiles the binding against the library in `.local/tensorflow/<folder>` and keeps it there. One compiler call;
 * nothing is downloaded. It is not compiled again as long as its sources are the same.
 *
 * @throws SetupProblem when there is no compiler, Error with the compiler's last lines when it fails
 */
export async function compileBinding(context: StepContext, folder: string): Promise<void> {
  const { places, say, signal } = context;
  const library = join(places.tensorflow, folder);
  const keyFile = `${keptBinding(places, folder)}.key`;
  const key = bindingKey(places);
  if (
    existsSync(keptBinding(places, folder)) &&
    existsSync(keyFile) &&
    readFileSync(keyFile, "utf8") === key
  )
    return;
  const { command, version } = await findCompiler();
  say(`compiling the binding with ${version}`);
  mkdirSync(places.scratch, { recursive: true });
  const output = join(places.scratch, "tfjs_binding.node");
  const done = await execute(command, compilerArgs(places, library, output), {
    cwd: places.root,
    signal,
  });
  if (done.status !== 0) throw new Error(`compiling the binding: ${command} ${describeEnd(done)}`);
  rmSync(keyFile, { force: true });
  writeAtomically(keptBinding(places, folder), readFileSync(output));
  writeAtomically(keyFile, key);
}

/** Puts the kept binding where tfjs-node-gpu loads it from; atomic, so that a running kernel keeps its own copy. */
export function placeBinding(places: Places, folder: string): void {
  mkdirSync(dirname(packageBinding(places)), { recursive: true });
  writeAtomically(packageBinding(places), readFileSync(keptBinding(places, folder)));
}

/** Whether the binding in node_modules is the kept one (npm removes it when it installs). */
export function isPlaced(places: Places, folder: string): boolean {
  try {
    return readFileSync(packageBinding(places)).equals(readFileSync(keptBinding(places, folder)));
  } catch {
    return false;
  }
}

/** Removes the binding from node_modules, so that nothing loads a library that does not work here. */
export function removeBinding(places: Places): void {
  rmSync(dirname(packageBinding(places)), { recursive: true, force: true });
}
