import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCollecting } from "../contracts/console";
import { main } from "../../scripts/course";
import { type Assignment, hasExercises, readAssignment } from "../../scripts/course/assignment";
import type { GradeReport, SubmissionScore } from "../../scripts/course/gradeFolder";
import { releaseNotebook } from "../../scripts/course/release";
import { type Notebook, parseNotebook, textOf } from "../../scripts/notebooks/notebook";
import { listNotebooks } from "../../scripts/notebooks/select";
import { notebookFolder } from "../../scripts/setup/jupyter";
import { placesOf } from "../../scripts/setup/paths";
import { cellOf, store, withCells } from "../course/fixture";
import { nbgraderFlow } from "../course/nbgraderFlow";
import { nbgraderReason } from "../course/nbgraderVenv";
import { needs } from "../notebooks/needs";

/** The notebook that nbgrader grades as well. */
const WITH_NBGRADER = "01-markov-chains";

const parent = join(placesOf().local, "course-tests");
let folder: string;

beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, "exercises-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const assignments = listNotebooks(notebookFolder(placesOf()))
  .map(
    (file) => [basename(file, ".ipynb"), parseNotebook(readFileSync(file, "utf8"), file)] as const,
  )
  .filter(([, notebook]) => hasExercises(notebook))
  .map(([name, notebook]) => readAssignment(notebook, name));

type Texts = Record<string, string>;

function released(assignment: Assignment, answers: Texts = {}): Notebook {
  return withCells(structuredClone(releaseNotebook(assignment)), answers);
}

/** The source's own answers. */
function reference({ notebook, exercises }: Assignment): Texts {
  return Object.fromEntries(exercises.map(({ id }) => [id, textOf(cellOf(notebook, id).source)]));
}

/** Wrong answers to all exercises: the k-th of each, or its last. */
function wrongAnswers(wrong: Readonly<Record<string, readonly string[]>>, k: number): Texts {
  return Object.fromEntries(
    Object.entries(wrong).map(([id, texts]) => [id, (texts[k] ?? texts.at(-1))!]),
  );
}

async function grade(
  students: Readonly<Record<string, Notebook>>,
  name: string,
): Promise<GradeReport> {
  for (const [student, notebook] of Object.entries(students))
    store(notebook, folder, name, student, `${name}.ipynb`);
  const out = join(folder, `${name}-grades`);
  const said = startCollecting();
  const status = await main(["grade", join(folder, name), "--out", out]);
  vi.restoreAllMocks();
  expect(status, said()).toBe(0);
  return JSON.parse(readFileSync(join(out, "scores.json"), "utf8")) as GradeReport;
}

it("there are exercises in the notebooks of the derivations", () => {
  expect(assignments.map(({ name }) => name)).toEqual([
    "01-markov-chains",
    "02-forward-process",
    "03-reverse-posterior",
    "04-elbo",
  ]);
});

describe.each(assignments.map((assignment) => [assignment.name, assignment] as const))(
  "the exercises of %s",
  (name, assignment) => {
    const ids = assignment.exercises.map(({ id }) => id);
    let wrong: Readonly<Record<string, readonly string[]>>;
    let report: GradeReport;
    const of = (student: string): SubmissionScore =>
      report.submissions.find((submission) => submission.student === student)!;

    beforeAll(async () => {
      ({ WRONG: wrong } = (await import(`../course/wrong/${name}.ts`)) as { WRONG: typeof wrong });
      const count = Math.max(...Object.values(wrong).map((texts) => texts.length));
      const students: Record<string, Notebook> = {
        stub: released(assignment),
        reference: released(assignment, reference(assignment)),
      };
      for (let k = 0; k < count; k++)
        students[`wrong-${k}`] = released(assignment, wrongAnswers(wrong, k));
      report = await grade(students, name);
    }, 900_000);

    it("are three to five, each with two plausible wrong answers or more", () => {
      expect(ids.length).toBeGreaterThanOrEqual(3);
      expect(ids.length).toBeLessThanOrEqual(5);
      expect(Object.keys(wrong).sort()).toEqual([...ids].sort());
      for (const [id, texts] of Object.entries(wrong))
        expect(new Set(texts).size, id).toBeGreaterThanOrEqual(2);
    });

    it("give the reference solution all points", () => {
      const { points, maxPoints, notes } = of("reference");
      expect(points, JSON.stringify(of("reference"))).toBe(maxPoints);
      expect(maxPoints).toBeGreaterThan(0);
      expect(notes).toEqual([]);
    });

    it("give the released stub none, for the stub's own error", () => {
      expect(of("stub").points).toBe(0);
      const tests = of("stub").exercises.flatMap((exercise) => exercise.tests);
      expect(tests.length).toBeGreaterThan(ids.length);
      // A test that an error is thrown quotes the one it met.
      for (const { id, message } of tests) expect(message, id).toContain("Error: your code here");
    });

    it("reject each wrong answer, by what it computes", () => {
      const students = report.submissions.filter(({ student }) => student.startsWith("wrong-"));
      expect(students.length).toBeGreaterThanOrEqual(2);
      for (const { student, exercises } of students) {
        for (const { id, points, maxPoints, message } of exercises) {
          expect(points, `${student}: ${id}`).toBeLessThan(maxPoints);
          expect(message, `${student}: ${id}`).toMatch(/^(CheckError|RangeError|Error): /);
        }
      }
    });

    if (name !== WITH_NBGRADER) return;
    it(
      "are nbgrader's: it takes the released notebook for its own, and grades it to the same scores",
      { timeout: 900_000 },
      async (context) => {
        needs(context, await nbgraderReason());
        const valid = released(assignment, reference(assignment));
        const students = {
          reference: valid,
          "wrong-0": released(assignment, wrongAnswers(wrong, 0)),
        };
        const { notebook: source } = assignment;
        const flow = await nbgraderFlow(join(folder, "nbgrader"), {
          name,
          source,
          valid,
          students,
        });
        expect(flow.validated).toContain("Success! Your notebook passes all the tests.");
        for (const [index, cell] of flow.released.cells.entries()) {
          const ours = released(assignment).cells[index]!;
          expect([cell.source].flat().join("")).toBe(textOf(ours.source));
          expect(cell.metadata).toEqual(ours.metadata);
        }
        expect(Object.keys(flow.scores).sort()).toEqual(Object.keys(students).sort());
        for (const [student, scores] of Object.entries(flow.scores)) {
          const ours = of(student).exercises.flatMap(({ tests }) => tests);
          expect(scores, student).toEqual(
            Object.fromEntries(ours.map(({ id, points }) => [id, points])),
          );
        }
      },
    );
  },
);
