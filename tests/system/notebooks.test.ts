import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectOutput } from "../contracts/console";
import { main } from "../../scripts/notebooks";
import { executeNotebook } from "../../scripts/notebooks/execute";
import { type Notebook, parseNotebook, PLOTLY } from "../../scripts/notebooks/notebook";
import { checkNotebook } from "../../scripts/notebooks/problems";
import { listNotebooks } from "../../scripts/notebooks/select";
import { notebookFolder } from "../../scripts/setup/jupyter";
import { placesOf } from "../../scripts/setup/paths";
import { freshNotebook, printed, storedNotebook, withNotebooks } from "../notebooks/fixtures";
import { nativeReason, needs } from "../notebooks/needs";

/** Seconds that Run All may take on two cores that have nothing else to do. */
const LIMIT = 60;
/** Notebooks that compute too much for the slower back ends. */
const HEAVY = [
  "05-ddpm.ipynb",
  "06-ddim-plms.ipynb",
  "07-score-and-ode.ipynb",
  "08-vae.ipynb",
  "09-gan.ipynb",
  "10-flows.ipynb",
  "11-glow.ipynb",
  "12-autoregressive-flows.ipynb",
  "13-pixelcnn.ipynb",
  "15-four-families.ipynb",
];

const places = placesOf();
const committed = listNotebooks(notebookFolder(places)).map((file) => [basename(file), file]);
/** The notebooks of the families of models, 05 to 13. */
const ofFamilies = committed.filter(([name]) => name! >= "05" && name! < "14");

describe("the committed notebooks", () => {
  it("are there", () => {
    const names = committed.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(["00-start-here.ipynb", "05-ddpm.ipynb"]));
  });

  it.each(committed)("%s has its outputs, and they are up to date", (_, file) => {
    expect(checkNotebook(readFileSync(file!, "utf8"))).toEqual([]);
  });

  it(`of the families took at most ${LIMIT} s each when their outputs were made`, () => {
    expect(ofFamilies.length).toBe(9);
    for (const [name, file] of ofFamilies) {
      const { seconds = NaN, machine } =
        parseNotebook(readFileSync(file!, "utf8"), name!).metadata.dgm ?? {};
      const why = `${name} took ${seconds} s on ${machine}: execute it on a machine at rest, or let it compute less`;
      expect(seconds, why).toBeLessThanOrEqual(LIMIT);
    }
  });

  for (const [name, file] of committed) {
    it(`${name} runs without a failing cell`, { timeout: 1_200_000 }, async (context) => {
      if (HEAVY.includes(name!)) needs(context, await nativeReason());
      const { failure, seconds, peakMemoryMB } = await executeNotebook(file!);
      const late = seconds > LIMIT ? ` (over ${LIMIT} s: is the machine at rest?)` : "";
      console.log(`${name}: ${seconds.toFixed(1)} s${late}, ${peakMemoryMB} MB at its peak`);
      expect(failure).toBeUndefined();
    });
  }
});

describe("npm run notebooks", { timeout: 600_000 }, () => {
  const said = collectOutput();

  /** The exit status for one notebook, which is called "one". */
  function statusOf(notebook: Notebook, ...flags: string[]): Promise<number> {
    return withNotebooks({ one: notebook }, (path) => main([path("one"), ...flags]));
  }

  it.each([
    ["an error that is thrown", 'throw new RangeError("steps=0");', "RangeError: steps=0"],
    ["a type error", 'const n: number = "seven";', "TypeScriptError: 1:7 - Type 'string'"],
    [
      "a check that does not hold",
      'import { check } from "dgm/notebook";\ncheck.that({ claim: "1 = 2", holds: false, detail: "no" });',
      "CheckError: 1 = 2",
    ],
    [
      "a rejection that nobody handles",
      'void Promise.reject(new Error("forgotten"));',
      "Error: forgotten",
    ],
    ["the end of the kernel", "process.exit(3);", "KernelDied: the kernel ended while"],
  ])("fails at %s", async (_, code, message) => {
    expect(await statusOf(freshNotebook(["const a = 1;", code, "a;"]))).toBe(1);
    const line = code.split("\n")[0]!;
    expect(said()).toContain(`one.ipynb, code cell 2 (${line}): `);
    expect(said()).toContain(message);
    expect(said()).toMatch(/^one +FAILED +[\d.]+ +\d+/m);
  });

  it("fails at an error that is thrown after the last cell", async () => {
    const late = 'setTimeout(() => { throw new Error("too late"); }, 100);';
    expect(await statusOf(freshNotebook([late]))).toBe(1);
    expect(said()).toMatch(/thrown after the last cell had ended: too late/);
  });

  it("fails at a cell that takes too long", async () => {
    expect(await statusOf(freshNotebook(["while (true) {}"]), "--timeout", "2")).toBe(1);
    expect(said()).toContain("code cell 1 (while (true) {}): Timeout: the cell took more than 2 s");
  });

  it("fails where a cell was to raise an error and did not, and at a cell that asks not to be run", async () => {
    const tagged = freshNotebook([{ code: "1;", tags: ["raises-exception"] }]);
    expect(await statusOf(tagged)).toBe(1);
    expect(said()).toContain("the cell is tagged raises-exception and raised none");
    const skipped = freshNotebook([{ code: 'throw new Error("ran");', tags: ["skip-execution"] }]);
    expect(await statusOf(skipped)).toBe(1);
    expect(said()).toContain("Error: ran");
  });

  it("fails at outputs that are missing or older than the code", async () => {
    const hello = { code: 'console.log("hi");', outputs: [printed("hi\n")] };
    expect(await statusOf(storedNotebook([hello]))).toBe(0);
    expect(await statusOf(freshNotebook([hello.code]))).toBe(1);
    expect(said()).toContain("one.ipynb: it has no outputs");
    const stale = storedNotebook([hello]);
    stale.cells[1]!.source = 'console.log("ho");';
    expect(await statusOf(stale)).toBe(1);
    expect(said()).toContain("one.ipynb: its code was changed since its outputs were made");
  });

  it("stores outputs on demand only, complete and free of this machine, and never those of a failure", async () => {
    const cells = [
      'import { show } from "dgm/notebook";\nimport { lineChart } from "dgm/plot";',
      'show(lineChart({ title: "A", xLabel: "x", yLabel: "y", series: [{ name: "s", y: [1, 3] }] }));',
      'console.log(process.cwd());\nconst { stack } = new Error("where");\nstack;',
      { code: 'throw new Error("meant");', tags: ["raises-exception"] },
    ];
    const notebooks = { one: freshNotebook(cells), bad: freshNotebook(["1;", "throw 2;"]) };
    await withNotebooks(notebooks, async (path) => {
      const read = (name: string): string => readFileSync(path(name), "utf8");
      const before = { one: read("one"), bad: read("bad") };
      expect(await main([path("one")])).toBe(1);
      expect(read("one"), "unchanged without --write").toBe(before.one);
      expect(await main([path("one"), path("bad"), "--write"])).toBe(1);
      expect(read("bad"), "unchanged after a failure").toBe(before.bad);
      expect(checkNotebook(read("one"))).toEqual([]);
      const stored = parseNotebook(read("one"), "one");
      const [output] = stored.cells[2]!.outputs!;
      expect(Object.keys(output!.data!).sort()).toEqual([PLOTLY, "image/png", "text/plain"]);
      expect(stored.metadata.dgm!.peakMemoryMB).toBeGreaterThan(50);
      expect(stored.metadata.dgm!.seconds).toBeGreaterThan(0.5);
      expect(read("one")).not.toContain(places.root);
      expect(await main([path("one"), "--check"])).toBe(0);
      const again = parseNotebook(read("one"), "one");
      expect(await main([path("one"), "--write"])).toBe(0);
      expect(parseNotebook(read("one"), "one").cells, "the same outputs").toEqual(again.cells);
    });
  });

  it("says what is wrong with its arguments", async () => {
    expect(await main(["99-none"])).toBe(2);
    expect(said()).toContain('there is no notebook "99-none"; there are: 00-start-here');
    expect(await main(["--timeout", "soon"])).toBe(2);
    expect(said()).toContain("--timeout is soon, expected a whole number of seconds");
    expect(await main(["--write", "--check"])).toBe(2);
    expect(await main(["00", "05", "--screenshot", "x.png"])).toBe(2);
    expect(said()).toContain("--screenshot takes a picture of one notebook; name one");
    expect(await main(["--fast"])).toBe(2);
    expect(said()).toContain("usage: npm run notebooks");
  });

  it("ends with a status that turns CI red", async () => {
    const run = join(places.root, "scripts", "run.cjs");
    await withNotebooks({ one: freshNotebook(["1;"]) }, async (path) => {
      const args = [run, "notebooks", path("one"), "--check"];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      expect(stderr).toContain("one.ipynb: it has no outputs");
      expect(status).toBe(1);
      return Promise.resolve();
    });
  });
});
