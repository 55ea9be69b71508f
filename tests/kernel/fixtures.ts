import fs from "node:fs";
import path from "node:path";
import type { TestContext } from "vitest";
import { KernelClient, type KernelOptions } from "./client";
import { kernelspecCommand, ROOT, STOCK_COMMAND, type Command } from "./connection";

const IN_CI = process.env["CI"] === "true";

/** What is asked of a kernel, and what ours and tslab as published answer. */
export interface Scenario<T> {
  readonly run: (kernel: KernelClient) => Promise<T>;
  readonly ours: T;
  readonly stock: T;
}

/** Runs `use` with a new kernel and ends that kernel whatever happens. */
export async function withKernel<T>(
  use: (kernel: KernelClient) => Promise<T>,
  options: KernelOptions = {},
): Promise<T> {
  const kernel = await KernelClient.start(options);
  try {
    return await use(kernel);
  } finally {
    await kernel.kill();
  }
}

/** What the scenario gives on our kernel and on tslab as published, each freshly started. */
export async function compare<T>({
  run,
}: Pick<Scenario<T>, "run">): Promise<{ ours: T; stock: T }> {
  const inFolder = (command: Command) => withFolder((cwd) => withKernel(run, { cwd, command }));
  return { ours: await inFolder(kernelspecCommand()), stock: await inFolder(STOCK_COMMAND) };
}

/** Runs `use` with an empty folder inside the repository, where imports of packages work. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const parent = path.join(ROOT, ".local", "kernel-tests");
  fs.mkdirSync(parent, { recursive: true });
  const folder = fs.mkdtempSync(path.join(parent, "kernel-"));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Skips the test because something is missing on this machine; under CI that is a failure. */
export function skipWithout(context: TestContext, present: boolean, reason: string): void {
  if (present) return;
  if (IN_CI) throw new Error(`under CI this must be there: ${reason}`);
  context.skip(reason);
}

/** True when TensorFlow's native library loads here. */
export async function hasNative(kernel: KernelClient): Promise<boolean> {
  const { value } = await kernel.execute(
    'import { ready as readyHere } from "dgm/core"; (await readyHere()).backend',
  );
  return value === "native";
}
