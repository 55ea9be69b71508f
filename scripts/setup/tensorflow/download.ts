import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireSpace } from "../disk";
import { describeEnd, execute } from "../execute";
import { replaceFolder } from "../files";
import { pip } from "../pip";
import { pythonOf } from "../paths";
import type { StepContext } from "../steps";
import type { Candidate } from "./choose";
import { nvidiaWheels, type Wheel, WHEEL_PYTHON } from "./releases";

type WheelCandidate = Extract<Candidate, { kind: "wheel" }>;

/** Older names of the same platforms, under which a part of the NVIDIA wheels is published. */
const LINUX_PLATFORMS = [
  "manylinux_2_17_x86_64",
  "manylinux2014_x86_64",
  "manylinux_2_12_x86_64",
  "manylinux2010_x86_64",
];

/** pip's lines for some pinned files: it refuses any file with another SHA-256. */
export function requirementsText(wheels: readonly Wheel[]): string {
  return wheels
    .map(({ requirement, sha256 }) => `${requirement} --hash=sha256:${sha256}\n`)
    .join("");
}

/** pip's arguments that select files by their platform instead of by this machine's Python. */
export function selectionArgs(platforms: readonly string[]): string[] {
  const { version, implementation, abi } = WHEEL_PYTHON;
  return [
    ...["--no-deps", "--only-binary", ":all:", "--require-hashes"],
    ...["--python-version", version, "--implementation", implementation, "--abi", abi],
    ...["--abi", "abi3", "--abi", "none"],
    ...platforms.flatMap((platform) => ["--platform", platform]),
  ];
}

/** pip's arguments that select the NVIDIA wheels. */
export function nvidiaSelection(): string[] {
  return selectionArgs([
    ...new Set(nvidiaWheels.map(({ platform }) => platform)),
    ...LINUX_PLATFORMS,
  ]);
}

/** Takes the libraries and the C headers out of a wheel; prints how many files that were. */
const UNPACK = `
import re, sys, zipfile
wanted = re.compile(r"tensorflow/(libtensorflow_(cc|framework)[^/]*|include/(tensorflow|xla/tsl|tsl)/.*\\.h)$")
with zipfile.ZipFile(sys.argv[1]) as wheel:
    names = [name for name in wheel.namelist() if wanted.match(name)]
    wheel.extractall(sys.argv[2], names)
    print(len(names))
`;

async function unpack(context: StepContext, wheel: string, folder: string): Promise<void> {
  const done = await execute(pythonOf(context.places.venv), ["-c", UNPACK, wheel, folder], {
    signal: context.signal,
  });
  if (done.status !== 0) throw new Error(`unpacking the wheel ${describeEnd(done)}`);
  if (Number(done.stdout) < 100) throw new Error("the wheel does not hold TensorFlow's headers");
}

async function downloadNvidia(
  context: StepContext,
  wheels: readonly Wheel[],
  target: string,
): Promise<void> {
  const { scratch } = context.places;
  const list = join(scratch, "nvidia.txt");
  writeFileSync(list, requirementsText(wheels));
  const site = join(scratch, "nvidia-site");
  context.say("downloading CUDA and cuDNN (several GB)");
  await pip(context, "Downloading the NVIDIA libraries", [
    "install",
    "--quiet",
    ...nvidiaSelection(),
    "--target",
    site,
    "-r",
    list,
  ]);
  replaceFolder(join(site, "nvidia"), target);
}

/**
 * Brings libtensorflow and its headers into `.local/tensorflow/<folder>`; for the GPU variant CUDA as well.
 * The folder appears only when it is complete. Nothing is fetched when it is there already.
 *
 * @throws SetupProblem for what the user can put right (network, disk), Error otherwise
 */
export async function downloadLibrary(
  context: StepContext,
  candidate: WheelCandidate,
): Promise<void> {
  const { places, say } = context;
  const target = join(places.tensorflow, candidate.folder);
  if (isUnpacked(target, candidate)) return;
  requireSpace(places.root, candidate.variant === "gpu" ? 12e9 : 1.5e9);
  mkdirSync(places.scratch, { recursive: true });
  const { wheel } = candidate;
  const list = join(places.scratch, "tensorflow.txt");
  const downloads = join(places.scratch, "wheels");
  writeFileSync(list, requirementsText([wheel]));
  say(`downloading ${wheel.requirement}${wheel.megabytes ? ` (${wheel.megabytes} MB)` : ""}`);
  const selection = selectionArgs([wheel.platform]);
  await pip(context, `Downloading ${wheel.requirement}`, [
    "download",
    "--quiet",
    ...selection,
    "--dest",
    downloads,
    "-r",
    list,
  ]);
  const draft = join(places.scratch, "tensorflow-library");
  say("unpacking its libraries and headers");
  await unpack(context, join(downloads, readdirSync(downloads)[0]), draft);
  rmSync(downloads, { recursive: true });
  const library = join(draft, "tensorflow");
  if (candidate.nvidia.length > 0)
    await downloadNvidia(context, candidate.nvidia, join(library, "nvidia"));
  writeFileSync(join(library, "wheels.sha256"), digest(candidate));
  replaceFolder(library, target);
}

function digest({ wheel, nvidia }: WheelCandidate): string {
  return createHash("sha256")
    .update(requirementsText([wheel, ...nvidia]))
    .digest("hex");
}

function isUnpacked(target: string, candidate: WheelCandidate): boolean {
  try {
    return readFileSync(join(target, "wheels.sha256"), "utf8") === digest(candidate);
  } catch {
    return false;
  }
}
