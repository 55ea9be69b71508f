import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** An NVIDIA card as its driver describes it. */
export interface NvidiaCard {
  readonly name: string;
  /** Version of the driver, such as "550.54.14". */
  readonly driver: string;
  /** Compute capability, such as "8.9"; empty where an old driver does not tell. */
  readonly capability: string;
}

/** What the choice of a TensorFlow build depends on. */
export interface Probe {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Version of glibc; undefined on Linux means another C library (Alpine). */
  readonly glibc?: string;
  readonly cards: readonly NvidiaCard[];
  /** The value of DGM_TENSORFLOW, if set. */
  readonly wish?: string;
}

/** The full path of a program on a PATH, or undefined. */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of (env.PATH ?? env.Path ?? "")
    .split(delimiter)
    .filter((part) => part !== "")) {
    for (const suffix of suffixes) {
      const file = join(folder, name + suffix);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        continue;
      }
    }
  }
  return undefined;
}

/** The cards that `nvidia-smi` lists; none where it is missing, fails or does not answer within 20 s. */
export function nvidiaCards(env: NodeJS.ProcessEnv = process.env): NvidiaCard[] {
  const program = findProgram("nvidia-smi", env);
  if (program === undefined) return [];
  for (const fields of ["name,driver_version,compute_cap", "name,driver_version"]) {
    try {
      const text = execFileSync(program, [`--query-gpu=${fields}`, "--format=csv,noheader"], {
        env,
        encoding: "utf8",
        timeout: 20_000,
        stdio: ["ignore", "pipe", "ignore"],
      });
      const cards = text.split("\n").filter((line) => line.includes(","));
      return cards.map((line) => {
        const [name = "", driver = "", capability = ""] = line
          .split(",")
          .map((part) => part.trim());
        return { name, driver, capability };
      });
    } catch {
      continue; // drivers before 470 do not know compute_cap
    }
  }
  return [];
}

/** The version of glibc that this Node runs on; undefined elsewhere. */
export function glibcVersion(): string | undefined {
  const report = process.report.getReport() as unknown as {
    header: { glibcVersionRuntime?: string };
  };
  return report.header.glibcVersionRuntime;
}

/** Looks at this machine. */
export function probeMachine(env: NodeJS.ProcessEnv = process.env): Probe {
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: process.platform === "linux" ? glibcVersion() : undefined,
    cards: nvidiaCards(env),
    wish: env.DGM_TENSORFLOW,
  };
}
