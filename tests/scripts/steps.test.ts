import {
  mkdirSync,
  mkdtempSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { execute } from "../../scripts/setup/execute";
import { takeLock } from "../../scripts/setup/lock";
import { placesOf, repositoryRoot, type Places } from "../../scripts/setup/paths";
import { replaceFolder } from "../../scripts/setup/files";
import { runSteps, type Step } from "../../scripts/setup/steps";

let places: Places;
beforeEach(() => {
  places = placesOf(mkdtempSync(join(tmpdir(), "dgm-steps-")));
});
afterEach(() => rmSync(places.root, { recursive: true, force: true }));

/** A step that makes a folder with two files; `fail` stops it between them. */
function folderStep(
  options: { key?: string; fail?: Error; warning?: string } = {},
): Step & { runs: number } {
  const target = join(places.local, "product");
  return {
    name: "Product",
    about: 1,
    runs: 0,
    key: () => options.key ?? "1",
    isDone: () => existsSync(target),
    run() {
      this.runs += 1;
      const draft = join(places.scratch, "product");
      mkdirSync(draft, { recursive: true });
      writeFileSync(join(draft, "first"), options.key ?? "1");
      if (options.fail) return Promise.reject(options.fail);
      writeFileSync(join(draft, "second"), "");
      replaceFolder(draft, target);
      return Promise.resolve(options.warning);
    },
  };
}

const run = (step: Step, lines: string[] = []) =>
  runSteps({ places, steps: [step], print: (line) => lines.push(line) });

describe("runSteps", () => {
  it("runs what is not done, says so with its time, and does nothing the second time", async () => {
    const step = folderStep();
    const lines: string[] = [];
    expect((await run(step, lines)).ran).toEqual(["Product"]);
    expect(lines[0]).toBe("[1/1] Product (about 1 s) ...");
    expect(lines[1]).toMatch(/^\[1\/1\] Product: done in \d+\.\d s$/);
    lines.length = 0;
    expect((await run(step, lines)).ran).toEqual([]);
    expect(step.runs).toBe(1);
    expect(lines).toEqual([]);
  });

  it("runs again when the key changes, when the product is gone, and when asked to", async () => {
    await run(folderStep());
    expect((await run(folderStep({ key: "2" }))).ran).toEqual(["Product"]);
    rmSync(join(places.local, "product"), { recursive: true });
    expect((await run(folderStep({ key: "2" }))).ran).toEqual(["Product"]);
    const steps = [folderStep({ key: "2" })];
    const again = await runSteps({ places, steps, again: ["Product"], print: () => undefined });
    expect(again.ran).toEqual(["Product"]);
  });

  it("leaves no half state when a step fails, and goes on from there", async () => {
    await expect(run(folderStep({ fail: new Error("cut") }))).rejects.toThrow("cut");
    expect(existsSync(join(places.local, "product"))).toBe(false);
    expect(existsSync(places.scratch)).toBe(false);
    expect(existsSync(join(places.local, "setup.lock"))).toBe(false);
    expect((await run(folderStep())).ran).toEqual(["Product"]);
  });

  it("keeps the good product when making the next one fails", async () => {
    await run(folderStep());
    await expect(run(folderStep({ key: "2", fail: new Error("cut") }))).rejects.toThrow("cut");
    expect(readFileSync(join(places.local, "product", "first"), "utf8")).toBe("1");
    expect((await run(folderStep({ key: "2" }))).ran).toEqual(["Product"]);
  });

  it("clears away what a killed set-up left", async () => {
    mkdirSync(join(places.scratch, "venv"), { recursive: true });
    await run(folderStep());
    expect(existsSync(places.scratch)).toBe(false);
  });

  it("hands warnings back and runs such a step again next time", async () => {
    const step = folderStep({ warning: "does not compile" });
    expect(await run(step)).toEqual({ ran: ["Product"], warnings: ["does not compile"] });
    expect((await run(step)).ran).toEqual(["Product"]);
  });

  it("refuses a step that ran without making its product", async () => {
    const step = { ...folderStep(), run: () => Promise.resolve(undefined) };
    await expect(run(step)).rejects.toThrow('step "Product" has run, but its products are missing');
  });

  it("writes no absolute path into the stamps, so that the repository can move", async () => {
    await run(folderStep());
    for (const name of readdirSync(places.stamps))
      expect(readFileSync(join(places.stamps, name), "utf8")).not.toContain(places.root);
  });

  it("names the folder that cannot be written", async () => {
    writeFileSync(places.local, "a file in the way");
    await expect(run(folderStep())).rejects.toThrow(`The folder ${places.local} cannot be written`);
  });
});

describe("takeLock", () => {
  it("lets two set-ups run one after the other", async () => {
    const file = join(places.local, "lock");
    const order: string[] = [];
    const first = await takeLock(file);
    const second = takeLock(file, () => order.push("waiting")).then((release) => {
      order.push("second");
      release();
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push("first done");
    first();
    await second;
    expect(order).toEqual(["waiting", "first done", "second"]);
  });

  it("never lets two in at once, however many see a lock left over", async () => {
    const file = join(places.local, "lock");
    mkdirSync(places.local, { recursive: true });
    writeFileSync(file, "4194303");
    const log = join(places.local, "log");
    const lock = join(repositoryRoot, "scripts", "setup", "lock.ts");
    const register = join(repositoryRoot, "scripts", "setup", "typescript.cjs");
    const program = `
      require(${JSON.stringify(register)}).registerTypeScript(${JSON.stringify(repositoryRoot)});
      const { takeLock } = require(${JSON.stringify(lock)});
      const { appendFileSync } = require("node:fs");
      const say = (text) => appendFileSync(${JSON.stringify(log)}, text + "\\n");
      (async () => {
        for (let i = 0; i < 5; i++) {
          const release = await takeLock(${JSON.stringify(file)});
          say("in");
          await new Promise((resolve) => setTimeout(resolve, 5));
          say("out");
          release();
        }
      })();`;
    const children = [1, 2, 3, 4].map(() => execute(process.execPath, ["-e", program]));
    for (const { status, stderr } of await Promise.all(children))
      expect([status, stderr]).toEqual([0, ""]);
    const lines = readFileSync(log, "utf8").trim().split("\n");
    expect(lines).toEqual(Array.from({ length: 20 }, () => ["in", "out"]).flat());
  }, 60_000);

  it("takes over the lock of a process that is gone, or that no longer touches it", async () => {
    const file = join(places.local, "lock");
    mkdirSync(places.local, { recursive: true });
    writeFileSync(file, "4194303"); // above every process number in use
    (await takeLock(file))();
    writeFileSync(file, String(process.pid));
    const longAgo = new Date(Date.now() - 600_000);
    utimesSync(file, longAgo, longAgo);
    (await takeLock(file))();
    expect(existsSync(file)).toBe(false);
  });
});
