import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { explainPip } from "../../scripts/setup/pip";
import { findPython } from "../../scripts/setup/python";
import { requireSpace } from "../../scripts/setup/disk";
import { SetupProblem } from "../../scripts/setup/problem";
import { findCompiler } from "../../scripts/setup/tensorflow/binding";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dgm-path-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program into the folder that is the whole PATH of the test. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const find = (more: NodeJS.ProcessEnv = {}) => findPython({ PATH: folder, ...more });

describe("findPython", () => {
  it("takes the first that is new enough and can make virtual environments", async () => {
    program("python3", "echo 3.9.2; echo venv");
    program("python3.12", "echo 3.12.4; echo venv");
    expect(await find()).toEqual({ command: "python3.12", args: [], version: "3.12.4" });
  });

  it("says that there is none, and how to get one on each system", async () => {
    const message = await find().catch((error: SetupProblem) => error.message);
    expect(message).toContain("Python 3.10 or newer is needed, and none was found on the PATH.");
    expect(message).toContain("Debian/Ubuntu: sudo apt-get install python3 python3-venv");
    expect(message).toContain("macOS:         brew install python@3.12");
    expect(message).toContain("Windows:       winget install Python.Python.3.12");
  });

  it("says which was too old", async () => {
    program("python3", "echo 3.9.2; echo venv");
    await expect(find()).rejects.toThrow(
      "Python 3.10 or newer is needed; found: python3 is 3.9.2.",
    );
  });

  it("names Debian's package when the venv module is missing", async () => {
    program("python3", `echo 3.11.2; echo "ModuleNotFoundError: ensurepip" >&2; exit 1`);
    const message = await find().catch((error: SetupProblem) => error.message);
    expect(message).toContain("python3 (3.11.2) cannot make virtual environments");
    expect(message).toContain("sudo apt-get install python3-venv");
  });

  it("tries only the Python that PYTHON names", async () => {
    program("python3", "echo 3.12.0; echo venv");
    await expect(find({ PYTHON: "/no/python" })).rejects.toThrow("PYTHON=/no/python does not run");
  });
});

describe("findCompiler", () => {
  it("takes c++, then g++, then clang++, or what CXX says", async () => {
    program("clang++", "echo clang 17");
    program("c++", "exit 1"); // a Mac without its tools has a c++ that only complains
    expect(await findCompiler({ PATH: folder })).toEqual({
      command: "clang++",
      version: "clang 17",
    });
    program("own", "echo own 1");
    expect((await findCompiler({ PATH: folder, CXX: "own" })).version).toBe("own 1");
  });

  it("names what was tried and how to install one", async () => {
    const message = await findCompiler({ PATH: folder }).catch(
      (error: SetupProblem) => error.message,
    );
    expect(message).toContain("No C++ compiler was found (tried c++, g++, clang++)");
    expect(message).toContain("Debian/Ubuntu: sudo apt-get install g++");
    expect(message).toContain("macOS:         xcode-select --install");
  });
});

describe("explainPip", () => {
  const explain = (stderr: string): SetupProblem =>
    explainPip("Downloading", { status: 1, signal: null, stdout: "", stderr });

  it.each([
    [
      "[Errno -3] Temporary failure in name resolution",
      "the package index cannot be reached",
      true,
    ],
    ["ProxyError('Cannot connect to proxy.')", "the package index cannot be reached", true],
    ["No matching version (from versions: none)", "the package index was not reached", true],
    ["CERTIFICATE_VERIFY_FAILED", "the certificate of the package index was refused", false],
    ["OSError: [Errno 28] No space left on device", "the disk is full", false],
    ["THESE PACKAGES DO NOT MATCH THE HASHES", "the download is not the file it should be", false],
  ])("puts %j into plain words", (stderr, words, avoidable) => {
    const problem = explain(stderr);
    expect(problem.message).toContain(`Downloading: ${words}`);
    expect(problem.message.split("\n").length).toBeGreaterThan(1);
    expect(problem.avoidable).toBe(avoidable);
  });

  it("shows the end of what pip said when it does not know it", () => {
    expect(explain("something new").message).toMatch(/pip ended with status 1\n {4}something new/);
  });
});

describe("requireSpace", () => {
  it("says what is free and what is needed", () => {
    expect(() => requireSpace("/data", 1.5e9, 2e8)).toThrow(
      "Not enough disk space: 0.2 GB are free at /data, 1.5 GB are needed.",
    );
    expect(() => requireSpace(tmpdir(), 1)).not.toThrow();
    expect(() => requireSpace("/data", 1, Infinity)).not.toThrow();
  });
});
