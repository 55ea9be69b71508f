import { join } from "node:path";
import { placesOf } from "../../setup/paths";
import { scriptCommand, type WorkerCommand } from "../lineWorker";
import type { Mode } from "./steps";

/** Who computes: the library in one of its ways, or PyTorch in one of its own. */
export type Side = "eager" | "compiled" | "bfloat16" | "wasm" | "torch" | "torchCompiled";

interface SideInfo {
  readonly label: string;
  /** How far its losses may be from the reference's, relatively. */
  readonly tolerance: number;
  /** How our worker runs its steps; absent for PyTorch. */
  readonly mode?: Mode;
}

/** Every side; the figures of a task come in this order. */
export const SIDES: Readonly<Record<Side, SideInfo>> = {
  eager: { label: "ours, op by op", tolerance: 1e-4, mode: "eager" },
  compiled: { label: "ours, compiled", tolerance: 1e-4, mode: "compiled" },
  bfloat16: { label: "ours, compiled, bfloat16", tolerance: 2e-2, mode: "bfloat16" },
  wasm: { label: "ours, wasm", tolerance: 1e-3, mode: "eager" },
  torch: { label: "PyTorch", tolerance: 1e-4 },
  torchCompiled: { label: "PyTorch, torch.compile", tolerance: 1e-4 },
};

/** The sides that there are: those that need PyTorch only with a Python that has it. */
export function availableSides(python: string | undefined): Side[] {
  const needsPython = (side: Side): boolean => SIDES[side].mode === undefined;
  return (Object.keys(SIDES) as Side[]).filter(
    (side) => python !== undefined || !needsPython(side),
  );
}

/** The command that starts a side's worker, computing with so many threads. */
export function commandOf(side: Side, threads: number, python = "python3"): WorkerCommand {
  return SIDES[side].mode === undefined
    ? torchCommand(python, threads, side === "torchCompiled" ? "compiled" : "eager")
    : oursCommand(threads, side === "wasm" ? "wasm" : "native");
}

function oursCommand(threads: number, backend: string): WorkerCommand {
  return scriptCommand("engine/worker.ts", {
    DGM_BACKEND: backend,
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
  });
}

/** PyTorch with the C library told not to give memory back after each step, without which it is up to 1.3 x slower. */
function torchCommand(python: string, threads: number, mode: string): WorkerCommand {
  return {
    program: python,
    args: [join(__dirname, "worker.py"), String(threads), mode],
    env: {
      OMP_NUM_THREADS: String(threads),
      MALLOC_TRIM_THRESHOLD_: "4000000000",
      MALLOC_MMAP_THRESHOLD_: "4000000000",
      TORCHINDUCTOR_CACHE_DIR: join(placesOf().local, "torchinductor"),
    },
  };
}
