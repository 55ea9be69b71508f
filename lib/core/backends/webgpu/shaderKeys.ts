import type { GuardedBackend } from "./guard";

interface Program {
  shaderKey: string;
  readonly outputShape: readonly number[];
}

/**
 * Puts the length of the axis into the key under which cumsum and cumprod keep their compiled program. The program holds
 * the length as a number, but its key does not: going backwards along an axis of another length, in the same process, the
 * package would run the program of the first length and give wrong numbers.
 */
export function completeShaderKeys(backend: GuardedBackend): void {
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (...args) => {
    const program = args[0] as Program;
    if (program.shaderKey.startsWith("cum_")) program.shaderKey += `_${program.outputShape.at(-1)}`;
    return run(...args);
  };
}
