import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StudyFile, StudySettings } from "../../lib/notebook";
import { InterruptedError } from "../../lib/train";
import { rowFingerprint, runStudy } from "../../scripts/studies/runStudy";
import type { Study, StudyRow } from "../../scripts/studies/study";
import { placesOf } from "../../scripts/setup/paths";
import { temporaryFolder } from "../contracts/temporary";

const temporary = temporaryFolder();

/** A study of squares that notes which rows run. */
function squares(settings: StudySettings = { power: 2 }, change: Partial<StudyRow> = {}) {
  const ran: string[] = [];
  const rows = [1, 2, 3].map((x): StudyRow => {
    const name = `row ${x}`;
    const run = async () => {
      ran.push(name);
      return { square: x * x, third: x / 3, text: `x${x}` };
    };
    return { name, run, settings: { x }, ...(x === 2 ? change : {}) };
  });
  const study: Study = {
    name: "squares",
    description: "Squares.",
    settings: async () => settings,
    rows,
  };
  return { study, ran };
}

const newFolder = () => mkdtempSync(join(temporary, "study-"));
const read = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "squares.json"), "utf8")) as StudyFile;
const optionsOf = (folder: string, more: object = {}) => ({
  folder,
  commit: "abc",
  machine: "2 x Test",
  say: () => undefined,
  signal: new AbortController().signal,
  ...more,
});

describe("runStudy", () => {
  it("measures all rows, stores them with what they depend on, and then has nothing to do", async () => {
    const folder = newFolder();
    const { study, ran } = squares();
    const names = ["row 1", "row 2", "row 3"];
    expect(await runStudy(study, optionsOf(folder))).toEqual({ measured: names, missing: [] });
    const file = read(folder);
    expect(file).toMatchObject({
      name: "squares",
      description: "Squares.",
      settings: { power: 2 },
    });
    expect(file.rows[0]).toEqual({
      name: "row 1",
      settings: { x: 1 },
      figures: { square: 1, third: 0.333333, text: "x1" },
      seconds: expect.any(Number),
      commit: "abc",
      machine: "2 x Test",
      fingerprint: rowFingerprint({ power: 2 }, study.rows[0]!),
    });
    expect(await runStudy(study, optionsOf(folder))).toEqual({ measured: [], missing: [] });
    expect(ran).toEqual(names);
    expect(readdirSync(folder)).toEqual(["squares.json"]);
  });

  it("goes on after an error, whose row it names; the rows before it are stored", async () => {
    const folder = newFolder();
    const broken = squares({ power: 2 }, { run: () => Promise.reject(new Error("no memory")) });
    await expect(runStudy(broken.study, optionsOf(folder))).rejects.toThrow(
      "study: row 'row 2' failed: no memory",
    );
    expect(read(folder).rows.map(({ name }) => name)).toEqual(["row 1"]);
    const { study, ran } = squares();
    await runStudy(study, optionsOf(folder));
    expect(ran).toEqual(["row 2", "row 3"]);
  });

  it("goes on after a kill between rows", async () => {
    const folder = newFolder();
    const program = `
      require("./scripts/setup/typescript.cjs").registerTypeScript(process.cwd());
      const { runStudy } = require("./scripts/studies/runStudy.ts");
      const row = (x) => ({ name: "row " + x, settings: { x }, run: async () => {
        if (x === 3) process.kill(process.pid, "SIGKILL");
        return { square: x * x, third: x / 3, text: "x" + x };
      } });
      runStudy({ name: "squares", description: "Squares.", settings: async () => ({ power: 2 }), rows: [1, 2, 3].map(row) },
        { folder: ${JSON.stringify(folder)}, commit: "abc", machine: "2 x Test", say() {}, signal: new AbortController().signal });`;
    const run = () =>
      execFileSync(process.execPath, ["-e", program], { cwd: placesOf().root, stdio: "pipe" });
    expect(run).toThrow(expect.objectContaining({ signal: "SIGKILL" }));
    const { study, ran } = squares();
    await runStudy(study, optionsOf(folder));
    expect(ran).toEqual(["row 3"]);
    expect(read(folder).rows).toHaveLength(3);
  }, 120_000);

  it("writes the same bytes again, the seconds excepted", async () => {
    const texts = await Promise.all(
      [newFolder(), newFolder()].map(async (folder) => {
        await runStudy(squares().study, optionsOf(folder));
        return readFileSync(join(folder, "squares.json"), "utf8").replace(/"seconds": .*/g, "");
      }),
    );
    expect(texts[0]).toBe(texts[1]);
  });

  it("measures stale rows again: all when the study's settings change, one when its own do", async () => {
    const folder = newFolder();
    await runStudy(squares().study, optionsOf(folder));
    const own = squares({ power: 2 }, { settings: { x: 2, more: [1] } });
    expect((await runStudy(own.study, optionsOf(folder))).measured).toEqual(["row 2"]);
    const all = squares({ power: 3 });
    expect((await runStudy(all.study, optionsOf(folder))).measured).toHaveLength(3);
    expect(read(folder).settings).toEqual({ power: 3 });
  });

  it("does not mind the order of settings", () => {
    const { rows } = squares().study;
    const of = (settings: StudySettings) => rowFingerprint(settings, rows[0]!);
    expect(of({ a: 1, b: { c: 2, d: [3, 4] } })).toBe(of({ b: { d: [3, 4], c: 2 }, a: 1 }));
    expect(of({ a: [1, 2] })).not.toBe(of({ a: [2, 1] }));
    expect(of({ a: 1 })).not.toBe(rowFingerprint({ a: 1 }, rows[1]!));
  });

  it("measures chosen rows again, and says which others are missing or stale", async () => {
    const folder = newFolder();
    const { study, ran } = squares();
    expect(await runStudy(study, optionsOf(folder, { only: "2" }))).toEqual({
      measured: ["row 2"],
      missing: ["row 1", "row 3"],
    });
    await runStudy(study, optionsOf(folder));
    await runStudy(study, optionsOf(folder, { only: "row 3" }));
    expect(ran).toEqual(["row 2", "row 1", "row 3", "row 3"]);
    expect(read(folder).rows.map(({ name }) => name)).toEqual(["row 1", "row 2", "row 3"]);
    await expect(runStudy(study, optionsOf(folder, { only: "mars" }))).rejects.toThrow(
      "study: no row of squares has 'mars' in its name; the rows are: row 1, row 2, row 3.",
    );
  });

  it("measures a row again whose output is gone", async () => {
    const folder = newFolder();
    const output = join(folder, "output.txt");
    const run = async () => {
      writeFileSync(output, "x");
      return { square: 4 };
    };
    const { study, ran } = squares({ power: 2 }, { outputs: [output], run });
    await runStudy(study, optionsOf(folder));
    rmSync(output);
    expect((await runStudy(study, optionsOf(folder))).measured).toEqual(["row 2"]);
    expect(existsSync(output)).toBe(true);
    expect(ran).toEqual(["row 1", "row 3"]);
  });

  it("drops rows that the study has no longer", async () => {
    const folder = newFolder();
    await runStudy(squares().study, optionsOf(folder));
    const { study } = squares();
    const shorter = { ...study, rows: study.rows.slice(1) };
    await runStudy(shorter, optionsOf(folder, { only: "row 2" }));
    expect(read(folder).rows.map(({ name }) => name)).toEqual(["row 2", "row 3"]);
  });

  it("stops before the next row when it is told to, were it from the event loop", async () => {
    const folder = newFolder();
    const stop = new AbortController();
    const { study, ran } = squares(
      { power: 2 },
      {
        run: async () => {
          setImmediate(() => stop.abort()); // as a signal arrives while a row computes
          return { square: 4 };
        },
      },
    );
    const outcome = await runStudy(study, optionsOf(folder, { signal: stop.signal }));
    expect(outcome).toEqual({ measured: ["row 1", "row 2"], missing: ["row 3"] });
    expect(ran).toEqual(["row 1"]);
  });

  it("ends without an error when a row that listens is interrupted", async () => {
    const folder = newFolder();
    const stop = new AbortController();
    const run = async () => {
      stop.abort();
      throw new InterruptedError("interrupted after step 5 of 9");
    };
    const { study } = squares({ power: 2 }, { run });
    const outcome = await runStudy(study, optionsOf(folder, { signal: stop.signal }));
    expect(outcome).toEqual({ measured: ["row 1"], missing: ["row 2", "row 3"] });
    expect(read(folder).rows).toHaveLength(1);
  });

  it("refuses rows of one name, figures that are not finite, and files that hold no study", async () => {
    const { study } = squares({ power: 2 }, { name: "row 1" });
    await expect(runStudy(study, optionsOf(newFolder()))).rejects.toThrow(
      "study: squares has two rows named 'row 1'.",
    );
    const wrong = squares({ power: 2 }, { run: async () => ({ square: NaN }) });
    await expect(runStudy(wrong.study, optionsOf(newFolder()))).rejects.toThrow(
      "study: row 'row 2' has square=NaN; figures must be finite.",
    );
    const folder = newFolder();
    writeFileSync(join(folder, "squares.json"), "{");
    await expect(runStudy(squares().study, optionsOf(folder))).rejects.toThrow(
      /squares\.json holds no study/,
    );
  });
});
