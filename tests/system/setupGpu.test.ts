import { describe, expect, it } from "vitest";
import { execute } from "../../scripts/setup/execute";
import { placesOf, pythonOf } from "../../scripts/setup/paths";
import { nvidiaSelection, selectionArgs } from "../../scripts/setup/tensorflow/download";
import {
  cpuWheels,
  gpuWheel,
  nvidiaWheels,
  type Wheel,
} from "../../scripts/setup/tensorflow/releases";

/**
 * Lets pip's own finder look wheels up in the package index, under the arguments that set-up uses, and prints the
 * SHA-256 of the file that it would download for each. Reads index pages only: a dry run of `pip install` would
 * download gigabytes wherever an index does not serve the wheels' metadata by themselves.
 */
const FIND = `
import json, sys
from pip._internal.cli.cmdoptions import make_target_python
from pip._internal.commands import create_command
from pip._internal.req.constructors import install_req_from_line
command = create_command("download")
options, names = command.parse_args(sys.argv[1:])
found = {}
with command.main_context():
    session = command.get_default_session(options)
    finder = command._build_package_finder(options, session, make_target_python(options))
    for name in names:
        req = install_req_from_line(name).req
        best = finder.find_best_candidate(req.name, req.specifier).best_candidate
        found[name] = best.link.hash if best else None
print(json.dumps(found))
`;

async function find(wheels: readonly Wheel[], selection: readonly string[]): Promise<unknown> {
  const names = wheels.map(({ requirement }) => requirement);
  const args = ["-c", FIND, "--quiet", "--retries", "1", ...selection, ...names];
  const done = await execute(pythonOf(placesOf().venv), args);
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout.trim().split("\n").at(-1)!);
}

function pinned(wheels: readonly Wheel[]): Record<string, string> {
  return Object.fromEntries(wheels.map(({ requirement, sha256 }) => [requirement, sha256]));
}

/** Whether any answer came: without a network pip finds nothing at all. */
function isReached(found: unknown): boolean {
  return Object.values(found as Record<string, unknown>).some((hash) => hash !== null);
}

const UNREACHED = "the package index cannot be reached";

describe("the pinned wheels are in the package index with their checksums", () => {
  it("for an NVIDIA machine: TensorFlow, CUDA and cuDNN", async ({ skip }) => {
    const libraries = await find(nvidiaWheels, nvidiaSelection());
    skip(!isReached(libraries), UNREACHED);
    expect(libraries).toEqual(pinned(nvidiaWheels));
    const selection = selectionArgs([gpuWheel.platform]);
    expect(await find([gpuWheel], selection)).toEqual(pinned([gpuWheel]));
  });

  it.each(Object.entries(cpuWheels))("for %s", async (platform, wheel) => {
    const found = await find([wheel!], selectionArgs([wheel!.platform]));
    if (!isReached(found))
      expect(isReached(await find(nvidiaWheels, nvidiaSelection())), platform).toBe(false);
    else expect(found).toEqual(pinned([wheel!]));
  });

  it("can be told from files that are not there", async () => {
    const missing = { ...gpuWheel, requirement: "tensorflow==0.0.99" };
    const found = await find([missing], selectionArgs([missing.platform]));
    expect(found).toEqual({ "tensorflow==0.0.99": null });
  });
});
