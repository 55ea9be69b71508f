import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placesOf, programsOf, repositoryRoot } from "../../scripts/setup/paths";
import { isPlaced } from "../../scripts/setup/tensorflow/binding";
import { keptBinding, readChoice } from "../../scripts/setup/tensorflow/choice";

const places = placesOf();
const entry = join(repositoryRoot, "scripts", "run.cjs");
const choice = readChoice(places);

function command(...args: string[]): { status: number | null; output: string; ms: number } {
  const started = performance.now();
  const done = spawnSync(process.execPath, [entry, ...args], { encoding: "utf8" });
  return {
    status: done.status,
    output: done.stdout + done.stderr,
    ms: performance.now() - started,
  };
}

function milliseconds(args: string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, args);
  return performance.now() - started;
}

describe("a finished set-up", () => {
  it("has the native library; without it nothing native is tested", ({ skip }) => {
    const missing = choice?.kind === "wheel" ? undefined : (choice?.reason ?? "no set-up was run");
    skip(missing !== undefined && process.env.CI !== "true", `no native TensorFlow: ${missing}`);
    expect(choice).toMatchObject({ kind: "wheel", tensorflow: "2.21.0", failures: [] });
    expect(isPlaced(places, choice!.folder!)).toBe(true);
  });

  it("does nothing when it is run again, within 0.3 s", ({ skip }) => {
    skip(choice?.kind !== "wheel", "a fallback from the native library is tried again each time");
    expect(command("setup").status).toBe(0); // where lib/ was just edited, this one builds it
    const runs = [1, 2, 3, 4, 5].map(() => command("setup"));
    for (const { status, output } of runs) {
      expect(status).toBe(0);
      expect(output).toContain("Everything is set up");
    }
    // On a machine that is busy with something else, everything takes longer in proportion, an empty Node as well.
    const empty = Math.min(...[1, 2, 3, 4, 5].map(() => milliseconds(["-e", "0"])));
    expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(Math.max(300, 6 * empty));
  });

  it("names no place on this machine, so that the repository can be moved", ({ skip }) => {
    skip(process.platform === "win32", "Windows programs of a virtual environment hold full paths");
    const programs = programsOf(places.venv);
    const scripts = readdirSync(programs).filter((name) => !name.startsWith("python"));
    const stamps = readdirSync(places.stamps).map((name) => join(places.stamps, name));
    const files = [...scripts.map((name) => join(programs, name)), ...stamps];
    if (choice?.kind === "wheel") files.push(keptBinding(places, choice.folder!));
    const naming = files.filter(
      (f) => statSync(f).isFile() && readFileSync(f).includes(repositoryRoot),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(naming).toEqual([]);
  });

  it("satisfies the doctor", () => {
    const { status, output } = command("doctor");
    expect(output).not.toMatch(/^ {2}wrong/m);
    for (const part of [
      "Node",
      "npm",
      "Python",
      "JupyterLab",
      "Kernel",
      "TensorFlow",
      "MNIST train-images",
    ])
      expect(output).toMatch(new RegExp(`^ {2}(ok|note) +${part}`, "m"));
    expect(status).toBe(0);
  });
});

describe("npm start", () => {
  /** Starts it without a browser; resolves to the seconds until the server process ran and until it answered. */
  async function startAndStop(): Promise<{ spawned: number; output: string }> {
    const started = performance.now();
    const args = ["start", "--", "--no-browser", "--ServerApp.port=0"];
    const child = spawn("npm", args, { cwd: repositoryRoot, detached: true });
    let output = "";
    let spawned = NaN;
    const url = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (Number.isNaN(spawned) && output.includes("Starting JupyterLab"))
          spawned = (performance.now() - started) / 1000;
      });
    const interrupt = setInterval(() => {
      if (!url.test(output)) return;
      clearInterval(interrupt);
      process.kill(-child.pid!, "SIGINT"); // as a terminal does at Ctrl-C
    }, 200);
    await new Promise((resolve) => child.on("exit", resolve));
    clearInterval(interrupt); // where it ended before it had an address
    return { spawned, output };
  }

  it("starts the server within 3 s, on this machine only, with a token, and ends at Ctrl-C", async () => {
    command("setup");
    const { spawned, output } = await startAndStop();
    expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+\/lab\?token=[0-9a-f]{20,}/);
    expect(output).toContain(`Serving notebooks from local directory: ${repositoryRoot}/notebooks`);
    expect(output).not.toMatch(/Traceback|Shut down this Jupyter server/);
    expect(spawned).toBeLessThan(3);
  }, 120_000);
});
