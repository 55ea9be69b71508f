import { SetupProblem } from "../problem";
import type { NvidiaCard, Probe } from "./probe";
import {
  cpuWheels,
  gpuWheel,
  nvidiaWheels,
  OLDEST_GLIBC,
  OLDEST_NVIDIA_DRIVER,
  TENSORFLOW_VERSION,
  type Wheel,
} from "./releases";

/** One way to get TensorFlow. */
export type Candidate =
  | {
      readonly kind: "wheel";
      readonly variant: "cpu" | "gpu";
      /** Name of the folder below .local/tensorflow. */
      readonly folder: string;
      readonly wheel: Wheel;
      /** CUDA and cuDNN, for the GPU variant. */
      readonly nvidia: readonly Wheel[];
    }
  /** The library that the npm package's own install script downloads. */
  | { readonly kind: "prebuilt" }
  /** No native library: WebAssembly. */
  | { readonly kind: "wasm" };

/** What to try, in order, and why. */
export interface Plan {
  readonly candidates: readonly Candidate[];
  readonly reasons: readonly string[];
}

const WISHES = ["cpu", "gpu", "wasm"];

/** Whether version `a` is older than `b`, both of the form "2.27". */
function isOlder(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const at = right.findIndex((part, i) => (left[i] ?? 0) !== part);
  return at >= 0 && (left[at] ?? 0) < right[at];
}

function wheelCandidate(probe: Probe, variant: "cpu" | "gpu", wheel: Wheel): Candidate {
  const folder = `${TENSORFLOW_VERSION}-${variant}-${probe.platform}-${probe.arch}`;
  return { kind: "wheel", variant, folder, wheel, nvidia: variant === "gpu" ? nvidiaWheels : [] };
}

/** Why no wheel can be loaded here, or undefined. */
function wheelObstacle({ platform, arch, glibc }: Probe): string | undefined {
  if (cpuWheels[`${platform}-${arch}`] === undefined)
    return `there is no TensorFlow ${TENSORFLOW_VERSION} library for ${platform} on ${arch}`;
  if (platform !== "linux") return undefined;
  if (glibc === undefined) return "this Linux does not use glibc, which TensorFlow's library needs";
  if (isOlder(glibc, OLDEST_GLIBC)) return `glibc ${glibc} is older than ${OLDEST_GLIBC}`;
  return undefined;
}

/** Why the NVIDIA cards cannot be used, or undefined. */
function gpuObstacle({ platform, arch, cards }: Probe): string | undefined {
  if (cards.length === 0) return "nvidia-smi lists no card";
  if (platform !== "linux" || arch !== "x64")
    return `TensorFlow uses NVIDIA cards on Linux x86-64 only, not on ${platform} ${arch} (on Windows: in WSL 2)`;
  const driver = cards[0].driver;
  if (!(parseInt(driver, 10) >= OLDEST_NVIDIA_DRIVER))
    return `the NVIDIA driver ${driver || "(unknown)"} is older than ${OLDEST_NVIDIA_DRIVER}, which CUDA 12 needs`;
  return undefined;
}

function describeCard({ name, driver, capability }: NvidiaCard): string {
  return `${name}, driver ${driver}${capability === "" ? "" : `, compute capability ${capability}`}`;
}

/** Whether to take the GPU build, with the sentence that explains it; undefined when there is nothing to explain. */
function gpuDecision(probe: Probe): { gpu: boolean; reason?: string } {
  const obstacle = gpuObstacle(probe);
  if (probe.wish === "gpu" && obstacle !== undefined)
    throw new SetupProblem(
      `DGM_TENSORFLOW=gpu was asked for, but ${obstacle}.`,
      "Install or update the NVIDIA driver so that `nvidia-smi` answers, or unset DGM_TENSORFLOW.",
    );
  if (probe.cards.length === 0) return { gpu: false };
  if (obstacle !== undefined) return { gpu: false, reason: `CPU build: ${obstacle}` };
  if (probe.wish === "cpu") return { gpu: false, reason: "CPU build: DGM_TENSORFLOW=cpu" };
  return { gpu: true, reason: `GPU build for ${describeCard(probe.cards[0])}` };
}

/**
 * Decides which builds of TensorFlow to try on a machine, best first. Pure: everything it looks at is in the probe.
 * The last candidate is always WebAssembly, which needs nothing.
 *
 * @throws SetupProblem for an unknown DGM_TENSORFLOW, or when the GPU was asked for and cannot be used
 */
export function chooseTensorflow(probe: Probe): Plan {
  if (probe.wish !== undefined && !WISHES.includes(probe.wish))
    throw new SetupProblem(
      `DGM_TENSORFLOW=${probe.wish} is unknown; expected one of ${WISHES.join(", ")}.`,
      "Correct it, or unset it to let the set-up choose.",
    );
  if (probe.wish === "wasm")
    return { candidates: [{ kind: "wasm" }], reasons: ["DGM_TENSORFLOW=wasm was asked for"] };
  const { gpu, reason } = gpuDecision(probe);
  const obstacle = wheelObstacle(probe);
  const reasons = [reason, obstacle].filter((text): text is string => text !== undefined);
  const rest: Candidate[] = [{ kind: "prebuilt" }, { kind: "wasm" }];
  const cpuWheel = cpuWheels[`${probe.platform}-${probe.arch}`];
  if (obstacle !== undefined || cpuWheel === undefined) return { candidates: rest, reasons };
  const cpu = wheelCandidate(probe, "cpu", cpuWheel);
  const wheels = gpu ? [wheelCandidate(probe, "gpu", gpuWheel), cpu] : [cpu];
  return { candidates: [...wheels, ...rest], reasons };
}
