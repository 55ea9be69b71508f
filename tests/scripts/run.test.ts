import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repositoryRoot } from "../../scripts/setup/paths";

const entry = join(repositoryRoot, "scripts", "run.cjs");
const { nodeProblem, packagesProblem } = createRequire(__filename)(entry) as {
  nodeProblem(version: string): string | undefined;
  packagesProblem(root: string): string | undefined;
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dgm-run-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, packages: object): void {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ packages }));
}

describe("nodeProblem", () => {
  it("accepts Node 20 and newer", () => {
    for (const version of ["20.0.0", "22.11.0", "24.1.0"])
      expect(nodeProblem(version)).toBeUndefined();
  });

  it("names the version that came, the one that is needed, and how to get it", () => {
    const text = nodeProblem("18.19.1");
    expect(text).toContain("Node 18.19.1 is too old: Node 20 or newer is needed");
    for (const word of ["apt-get", "brew install", "winget install"]) expect(text).toContain(word);
  });

  it("is what the entry says under an old Node, without a stack trace", () => {
    const pretend = join(root, "old-node.cjs");
    const versions = `{ ...process.versions, node: "18.19.1" }`;
    writeFileSync(pretend, `Object.defineProperty(process, "versions", { value: ${versions} });`);
    const done = spawnSync(process.execPath, ["-r", pretend, entry, "doctor"], {
      encoding: "utf8",
    });
    expect(done.status).toBe(1);
    expect(done.stderr).toContain("Node 18.19.1 is too old");
    expect(done.stderr).not.toMatch(/^\s+at /m);
  });
});

describe("packagesProblem", () => {
  const lock = {
    "": {},
    lib: { version: "0.1.0" },
    "node_modules/dgm": { resolved: "lib", link: true },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/for-another-system": { version: "1.0.0", optional: true },
  };

  it("is content with what package-lock.json says, without other systems' packages", () => {
    write("package-lock.json", lock);
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    expect(packagesProblem(root)).toBeUndefined();
  });

  it("sees that nothing is installed, or that an installation did not end", () => {
    write("package-lock.json", lock);
    expect(packagesProblem(root)).toBe("they are not installed yet");
    mkdirSync(join(root, "node_modules", "a"), { recursive: true });
    expect(packagesProblem(root)).toBe("they are not installed yet");
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    write(".local/npm-install-running", {});
    expect(packagesProblem(root)).toBe("the last installation was interrupted");
  });

  it("sees a package that is missing or has another version", () => {
    write("package-lock.json", lock);
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "0.9.0" } });
    expect(packagesProblem(root)).toContain("a is missing or has another version");
    write("node_modules/.package-lock.json", {});
    expect(packagesProblem(root)).toContain("a is missing or has another version");
  });
});

describe("the entry", () => {
  it("lists the commands when it gets an unknown one", () => {
    const done = spawnSync(process.execPath, [entry, "strat"], { encoding: "utf8" });
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(
      /^Unknown command "strat"; the commands are: .*doctor.*setup, start, study, test/,
    );
  });
});
