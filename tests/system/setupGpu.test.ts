import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { execute } from "../../scripts/setup/execute";
import { placesOf, pythonOf } from "../../scripts/setup/paths";
import { selectionArgs } from "../../scripts/setup/tensorflow/download";
import {
  cpuWheels,
  gpuWheel,
  nvidiaWheels,
  type Wheel,
} from "../../scripts/setup/tensorflow/releases";

interface Report {
  readonly install: readonly {
    readonly metadata: { readonly requires_dist?: readonly string[] };
    readonly download_info: {
      readonly archive_info: { readonly hashes: { readonly sha256: string } };
    };
  }[];
}

const folder = mkdtempSync(join(tmpdir(), "dgm-resolve-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Asks the package index for wheels by the arguments that set-up uses, without downloading them: only their metadata
 * is read. Hashes are left out of the question (pip would have to download the files) and compared afterwards.
 */
async function resolve(
  wheels: readonly Wheel[],
  platforms: readonly string[],
): Promise<Report | string> {
  const file = join(folder, "report.json");
  const selection = selectionArgs(platforms).filter((arg) => arg !== "--require-hashes");
  const names = wheels.map(({ requirement }) => requirement);
  const args = ["install", "--dry-run", "--quiet", "--ignore-installed", "--report", file];
  const target = ["--target", join(folder, "nowhere")];
  const done = await execute(pythonOf(placesOf().venv), [
    "-m",
    "pip",
    ...args,
    ...target,
    ...selection,
    ...names,
  ]);
  return done.status === 0 ? (JSON.parse(readFileSync(file, "utf8")) as Report) : done.stderr;
}

const UNREACHABLE = /name resolution|Connection|ProxyError|timed out|Max retries|No such file/i;

function hashes(report: Report): string[] {
  return report.install.map((entry) => entry.download_info.archive_info.hashes.sha256).sort();
}

describe("the pinned wheels in the package index", () => {
  const nvidiaPlatforms = [
    gpuWheel.platform,
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
  ];

  it("are there for an NVIDIA machine, with the pinned checksums", async ({ skip }) => {
    const report = await resolve([gpuWheel, ...nvidiaWheels], nvidiaPlatforms);
    if (typeof report === "string") {
      skip(UNREACHABLE.test(report), "the package index cannot be reached");
      throw new Error(report);
    }
    expect(hashes(report)).toEqual([gpuWheel, ...nvidiaWheels].map(({ sha256 }) => sha256).sort());
  });

  it("cover everything that the extra and-cuda asks for", async ({ skip }) => {
    const report = await resolve([gpuWheel], [gpuWheel.platform]);
    if (typeof report === "string") {
      skip(UNREACHABLE.test(report), "the package index cannot be reached");
      throw new Error(report);
    }
    const wanted = (report.install[0].metadata.requires_dist ?? [])
      .filter((line) => line.includes("and-cuda"))
      .map((line) => /^[\w-]+/.exec(line)![0]);
    const pinned = nvidiaWheels.map(({ requirement }) => requirement.split("==")[0]);
    expect(wanted.length).toBeGreaterThan(8);
    expect(pinned.sort()).toEqual(wanted.sort());
  });

  it.each(Object.entries(cpuWheels))("are there for %s", async (_, wheel) => {
    const report = await resolve([wheel!], [wheel!.platform]);
    if (typeof report === "string") {
      expect(report).toMatch(UNREACHABLE);
      return;
    }
    expect(hashes(report)).toEqual([wheel!.sha256]);
  });
});
