import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCollecting } from "../contracts/console";
import { main } from "../../scripts/course";
import type { GradeReport } from "../../scripts/course/gradeFolder";
import type { ExerciseScore } from "../../scripts/course/score";
import type { Notebook } from "../../scripts/notebooks/notebook";
import { placesOf } from "../../scripts/setup/paths";
import { ANSWERS, WRONG } from "../course/answers";
import {
  cellOf,
  code,
  NAME,
  notebookOf,
  released,
  SOURCES,
  store,
  withCells,
} from "../course/fixture";
import { answerCell, testCell } from "../course/fixture";

const TIMEOUT = 10;
const MEMORY = 1200;

const parent = join(placesOf().local, "course-tests");
let folder: string;
let report: GradeReport;
let said = () => "";

/** One exercise that stops its kernel, in each of the ways that there are. */
const BAD = {
  // Before it ends, it claims on the process's own stdout that all cells have passed.
  exit: `import { writeSync } from "node:fs";
function mean(_: readonly number[]): number {
  for (let index = 0; index < 9; index++)
    writeSync(1, JSON.stringify({ event: "cell", index, status: "ok", name: "", message: "", value: null }) + "\\n");
  return process.exit(0);
}`,
  loop: "function variance(_: readonly number[]): number {\n  for (;;);\n}",
  hog: "const hog: Uint8Array[] = [];\nfor (;;) hog.push(new Uint8Array(5e7).fill(1));",
  crash: 'process.kill(process.pid, "SIGSEGV");',
};

/** Wrong answers, helped by tests that were edited, deleted, and given another `check`. */
function tampered(): Notebook {
  const notebook = withCells(released(), {
    mean: WRONG.mean[0]!,
    snr: WRONG.snr[0]!,
    variance: `const check = () => undefined;\n${WRONG.variance[0]!}`,
    "mean-visible": "1;",
    "mean-hidden": "1;",
  });
  (cellOf(notebook, "mean-hidden").metadata["nbgrader"] as { points: number }).points = 100;
  const deleted = cellOf(notebook, "snr-test");
  notebook.cells = notebook.cells.filter((cell) => cell !== deleted);
  return notebook;
}

/** What was submitted, by student. */
const SUBMITTED: Readonly<Record<string, Notebook>> = {
  reference: withCells(released(), ANSWERS),
  stub: released(),
  tampered: tampered(),
  wrong: withCells(released(), {
    mean: WRONG.mean[1]!,
    snr: WRONG.snr[1]!,
    variance: WRONG.variance[1]!,
  }),
  stopped1: withCells(released(), { mean: BAD.exit, snr: ANSWERS.snr, variance: BAD.loop }),
  stopped2: withCells(released(), { mean: BAD.hog, snr: BAD.crash, variance: ANSWERS.variance }),
};

beforeAll(async () => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, "run-"));
  for (const [student, notebook] of Object.entries(SUBMITTED))
    store(notebook, folder, "class", student, `${NAME}.ipynb`);
  said = startCollecting();
  const limits = ["--timeout", String(TIMEOUT), "--memory", String(MEMORY)];
  const out = join(folder, "grades");
  const args = ["grade", join(folder, "class"), "--source", SOURCES, "--out", out, ...limits];
  expect(await main(args), said()).toBe(0);
  vi.restoreAllMocks();
  report = JSON.parse(readFileSync(join(out, "scores.json"), "utf8")) as GradeReport;
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (student: string) =>
  report.submissions.find((submission) => submission.student === student)!;
const exercise = (student: string, id: string): ExerciseScore =>
  of(student).exercises.find((score) => score.id === id)!;
const pointsOf = (student: string): number[] => of(student).exercises.map(({ points }) => points);

describe("npm run course -- grade", () => {
  it("gives the reference solution all points", () => {
    expect(pointsOf("reference"), JSON.stringify(of("reference"))).toEqual([3, 2, 2.5]);
    expect(of("reference")).toMatchObject({ points: 7.5, maxPoints: 7.5, notes: [] });
    expect(of("reference").exercises.every(({ status }) => status === "passed")).toBe(true);
  });

  it("gives the released stub none, for the stub's own error", () => {
    expect(pointsOf("stub")).toEqual([0, 0, 0]);
    const messages = of("stub").exercises.flatMap(({ tests }) =>
      tests.map(({ message }) => message),
    );
    expect(messages).toEqual(messages.map(() => "Error: your code here"));
  });

  it("rejects plausible wrong answers, each by the test that is meant for it", () => {
    expect(pointsOf("wrong")).toEqual([1, 0, 0]);
    expect(exercise("wrong", "mean").message).toMatch(/^CheckError: negative numbers count/);
    expect(exercise("wrong", "snr").message).toMatch(/^CheckError: SNR\(T\)/);
    expect(exercise("wrong", "variance").message).toMatch(/^CheckError: the variance of 1, 3/);
  });

  it("puts tests back that were edited or deleted, with their points and their check", () => {
    expect(pointsOf("tampered")).toEqual([1, 0, 0]);
    expect(exercise("tampered", "mean").message).toMatch(/^CheckError: no numbers are refused/);
    expect(exercise("tampered", "snr").message).toMatch(/^CheckError: SNR\(T\)/);
    expect(exercise("tampered", "variance").message).toMatch(/^CheckError: twice as far/);
    expect(of("tampered").maxPoints).toBe(7.5);
    expect(of("tampered").notes).toEqual([
      "the test mean-visible was changed; it was put back",
      "the test mean-hidden was changed; it was put back",
      "the test snr-test was deleted; it was put back",
    ]);
  });

  it.each([
    ["process.exit", "stopped1", "mean", "died", "the kernel ended while the cell ran"],
    ["an endless loop", "stopped1", "variance", "timeout", `it took more than ${TIMEOUT} s`],
    ["a memory hog", "stopped2", "mean", "memory", `it took more than ${MEMORY} MB of memory`],
    ["a crash", "stopped2", "snr", "died", "the kernel ended while the cell ran"],
  ])("lets %s cost its own exercise", (_, student, id, status, message) => {
    expect(exercise(student, id)).toMatchObject({ status, points: 0 });
    expect(exercise(student, id).message).toContain(message);
  });

  it("lets it cost no other", () => {
    expect(pointsOf("stopped1")).toEqual([0, 2, 0]);
    expect(pointsOf("stopped2")).toEqual([0, 0, 2.5]);
  });

  it("writes the same scores as CSV and as a page, and leaves nothing behind", () => {
    const read = (name: string): string => readFileSync(join(folder, "grades", name), "utf8");
    const lines = read("scores.csv").trim().split("\n");
    expect(lines).toHaveLength(1 + 3 * Object.keys(SUBMITTED).length);
    expect(lines).toContain(`stopped1,${NAME},snr,2,2,passed,`);
    expect(read("scores.html")).toContain("it took more than");
    expect(said()).toContain(`wrong  ${NAME}  1 of 7.5 points`);
    expect(readdirSync(join(placesOf().local, "course"))).toEqual([]);
    expect(readdirSync(join(folder, "class", "stub"))).toEqual([`${NAME}.ipynb`]);
    const times = report.submissions.flatMap(({ exercises }) =>
      exercises.map(({ seconds }) => seconds),
    );
    const together = times.reduce((sum, seconds) => sum + seconds, 0);
    console.log(`${times.length} exercises were run in ${together.toFixed(0)} s`);
  });

  it("blames a source notebook whose own cells fail, and nobody else", async () => {
    const sources = join(folder, "broken");
    store(
      notebookOf(code('throw new Error("no data");'), answerCell("a"), testCell("t", 1)),
      sources,
      "98-broken.ipynb",
    );
    store(notebookOf(answerCell("a")), folder, "class2", "ada", "98-broken.ipynb");
    said = startCollecting();
    const args = [
      "grade",
      join(folder, "class2"),
      "--source",
      sources,
      "--out",
      join(folder, "g2"),
    ];
    expect(await main(args)).toBe(1);
    vi.restoreAllMocks();
    expect(said()).toContain(
      '98-broken.ipynb, code cell 1 (throw new Error("no data");): failed before any answer was run: Error: no data',
    );
    expect(
      readFileSync(join(folder, "g2", "scores.csv"), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(1);
  });
});
