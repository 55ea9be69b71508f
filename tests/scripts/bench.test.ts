import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entriesOf, measurements } from "../../scripts/bench";
import { parseArguments } from "../../scripts/bench/arguments";
import { isPicture } from "../../scripts/bench/firstPicture";
import { busyWarning, describeMachine, writeFigures } from "../../scripts/bench/machine";
import { peakOf } from "../../scripts/bench/peakMemory";
import { storedCost } from "../../scripts/bench/notebooks";
import { format, table } from "../../scripts/bench/table";
import { interleave, spreadOf } from "../../scripts/bench/timing";
import { torchPython } from "../../scripts/bench/torch";
import { placesOf } from "../../scripts/setup/paths";
import { temporaryFolder } from "../contracts/temporary";

const temporary = temporaryFolder();

describe("spreadOf", () => {
  it("interpolates the median and the quartiles", () => {
    expect(spreadOf([8, 1, 4, 2])).toEqual({ median: 3, min: 1, q1: 1.75, q3: 5, count: 4 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, q1: 7, q3: 7, count: 1 });
  });

  it("refuses nothing at all, and what is not a number", () => {
    expect(() => spreadOf([])).toThrow("bench: [] cannot be summarised; at least one value");
    expect(() => spreadOf([1, NaN])).toThrow("[1, NaN] cannot be summarised");
  });
});

describe("interleave", () => {
  it("lets the runners take turns and forgets their first", async () => {
    const order: string[] = [];
    const runner = (name: string, times: number[]) => async () => {
      order.push(name);
      return [times.shift()!];
    };
    const pause = async (): Promise<void> => void order.push(".");
    const spreads = await interleave(
      [runner("A", [100, 1, 3]), runner("B", [200, 10, 30])],
      2,
      pause,
    );
    expect(order.join("")).toBe(".A.B.A.B.A.B");
    expect(spreads.map(({ median, count }) => [median, count])).toEqual([
      [2, 2],
      [20, 2],
    ]);
  });

  it("refuses less than one round", async () => {
    await expect(interleave([], 0)).rejects.toThrow("bench: rounds=0 is not an integer");
  });
});

describe("tables", () => {
  it("set numbers flush right, with about three digits", () => {
    expect([3, 0.1234, 12.34, 1234.5].map(format)).toEqual(["3", "0.12", "12.3", "1235"]);
    expect(
      table(
        ["what", "ms"],
        [
          ["one", 1.5],
          ["two", "none"],
        ],
      ).split("\n"),
    ).toEqual(["what    ms", "----------", "one   1.50", "two   none"]);
  });
});

describe("the command line", () => {
  const parse = (...args: string[]) => parseArguments(args, measurements);

  it("takes all measurements, or those that are named", () => {
    const none = { only: [], rounds: 9, runNotebooks: false, write: false };
    expect(parse()).toEqual({ measurements, ...none });
    const some = parse("engine", "latency", "--rounds", "2", "--write", "--notebooks");
    expect(some).toMatchObject({ rounds: 2, runNotebooks: true, write: true });
    const names = "measurements" in some && some.measurements.map(({ name }) => name);
    expect(names).toEqual(["latency", "engine"]);
  });

  it("takes single parts of the measurements that have them", () => {
    for (const names of [[], ["engine", "latency"]]) {
      const some = parse(...names, "--only", "dit", "--only", "glow");
      expect(some).toMatchObject({ only: ["dit", "glow"], measurements: [{ name: "engine" }] });
    }
    const sampling = parse("diffusion", "--only", "sample");
    expect(sampling).toMatchObject({ only: ["sample"], measurements: [{ name: "diffusion" }] });
  });

  it.each([
    [["speed"], "there is no measurement named 'speed'"],
    [["--rounds", "0"], "--rounds 0: a whole number of at least 1 is expected"],
    [["--rounds", "many"], "--rounds many: a whole number of at least 1 is expected"],
    [["--fast"], "Unknown option '--fast'"],
    [
      ["--only", "gpt"],
      "there is no part named 'gpt'; known: unet, dit, realnvp, glow, train, predict, sample, 2d, vae, gan, glow-digits, maf, pixelcnn",
    ],
    [["latency", "--only", "dit"], "there is no part named 'dit'; known: none"],
  ])("refuses %j", (args, problem) => {
    expect(parse(...args)).toEqual({ problem });
  });
});

describe("bench.json", () => {
  it("keeps what was not measured again, each figure with its date, commit and machine", () => {
    const root = join(temporary, "repository");
    mkdirSync(root);
    const machine = describeMachine();
    writeFigures(machine, { latency: { ms: 1 } }, root);
    expect(writeFigures(machine, { setup: { ms: 1 / 3 } }, root)).toBe("data/bench.json");
    const written = JSON.parse(readFileSync(join(root, "data", "bench.json"), "utf8"));
    expect(Object.keys(written)).toEqual(["latency", "setup"]);
    expect(written.setup).toMatchObject({ commit: "unknown", figures: { ms: 0.33333 } });
    expect(written.setup.machine.processor).toBe(machine.processor);
    expect(written.setup.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it("has an entry for each part that was measured, or one for all", () => {
    const [engine, latency] = ["engine", "latency"].map((name) =>
      measurements.find((each) => each.name === name),
    );
    const figures = { dit: [1], glow: [2] };
    expect(entriesOf(engine!, { text: "", figures })).toEqual({
      "engine.dit": [1],
      "engine.glow": [2],
    });
    expect(entriesOf(latency!, { text: "", figures })).toEqual({ latency: figures });
  });

  it("is preceded by a warning when the machine is busy", () => {
    expect(busyWarning({ loadBefore: 3, cores: 2 })).toMatch(
      /^The machine is busy: a load of 3\.0 on 2 cores/,
    );
    expect(busyWarning({ loadBefore: 0.4, cores: 2 })).toBeUndefined();
  });

  it("does not name the machine", () => {
    expect(Object.keys(describeMachine())).not.toContain("hostname");
  });
});

describe("the first picture", () => {
  const output = (type: string, data: object) => ({ type, content: { data } });

  it("is a plot or an image, not a progress bar or text", () => {
    const plotly = { "application/vnd.plotly.v1+json": {}, "text/plain": "" };
    expect(isPicture(output("display_data", plotly))).toBe(true);
    expect(isPicture(output("execute_result", { "image/png": "" }))).toBe(true);
    expect(isPicture(output("display_data", { "text/html": "" }))).toBe(false);
    expect(isPicture(output("update_display_data", { "image/png": "" }))).toBe(false);
    expect(isPicture({ type: "stream", content: { text: "x" } })).toBe(false);
  });
});

describe("notebook costs", () => {
  const notebook = (dgm?: object) =>
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells: [], metadata: { dgm } });

  it("are read from the file, where they are in it", () => {
    const dgm = { codeSha256: "", seconds: 12.5, peakMemoryMB: 700 };
    const cost = { notebook: "00.ipynb", seconds: 12.5, peakMemoryMB: 700 };
    expect(storedCost("00.ipynb", notebook(dgm))).toEqual(cost);
    expect(storedCost("00.ipynb", notebook())).toBeUndefined();
  });
});

describe("the peak of memory", () => {
  it("is read from Linux's status file", () => {
    expect(peakOf("Name:\tnode\nVmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n")).toBe(2 ** 21);
    expect(peakOf("Name:\tnode\n")).toBeUndefined();
  });
});

describe("PyTorch's side", () => {
  it("says what is wrong with TORCH_PYTHON", async () => {
    const env = { TORCH_PYTHON: join(temporary, "nowhere", "python") };
    await expect(torchPython(() => undefined, env)).rejects.toThrow(
      /^TORCH_PYTHON=.*nowhere.* cannot be used \(.*ENOENT.*\); name a Python that has torch and numpy/,
    );
  });

  it("has no Python made where one is named", async () => {
    const places = placesOf(join(temporary, "elsewhere"));
    const env = { TORCH_PYTHON: process.execPath };
    await expect(torchPython(() => undefined, env, places)).rejects.toThrow("TORCH_PYTHON=");
    expect(existsSync(places.local)).toBe(false);
  });
});

describe("npm run bench", () => {
  it("ends with 2 and its usage for a name that it does not know", () => {
    const run = (): unknown =>
      execFileSync(
        process.execPath,
        [
          "-e",
          `require("./scripts/setup/typescript.cjs").registerTypeScript(process.cwd());
           require("./scripts/bench.ts").main(["speed"]).then((status) => process.exit(status));`,
        ],
        { cwd: placesOf().root, stdio: "pipe" },
      );
    expect(run).toThrow(/no measurement named 'speed'\nusage: npm run bench/);
  }, 120_000);
});
