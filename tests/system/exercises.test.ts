import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCollecting } from "../contracts/console";
import { main } from "../../scripts/course";
import { type Assignment, hasExercises, readAssignment } from "../../scripts/course/assignment";
import type { GradeReport, SubmissionScore } from "../../scripts/course/gradeFolder";
import { releaseNotebook } from "../../scripts/course/release";
import type { ExerciseScore } from "../../scripts/course/score";
import { type Notebook, parseNotebook, textOf } from "../../scripts/notebooks/notebook";
import { listNotebooks } from "../../scripts/notebooks/select";
import { notebookFolder } from "../../scripts/setup/jupyter";
import { placesOf } from "../../scripts/setup/paths";
import { ANSWERS } from "../course/answers";
import { cellOf, SOURCES, sourceAssignment, store, withCells } from "../course/fixture";
import { nbgraderFlow } from "../course/nbgraderFlow";
import { nbgraderReason } from "../course/nbgraderVenv";
import { foreignNames } from "../course/sharedNames";
import { type Answers, planShared, REFERENCE, type SharedPlan } from "../course/sharedPlan";
import { runShared } from "../course/sharedRun";
import type { SharedScores } from "../course/sharedScore";
import { needs } from "../notebooks/needs";

/** The notebook that is graded as students' are as well, and by nbgrader. */
const GRADED = "01-markov-chains";

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

type Wrong = Readonly<Record<string, readonly string[]>>;

/** The first wrong answer to each exercise. */
function firstWrong(wrong: Wrong): Texts {
  return Object.fromEntries(Object.entries(wrong).map(([id, [first]]) => [id, first!]));
}

/** What is tried of each exercise: the released stub, and every wrong answer. */
function answersOf(assignment: Assignment, wrong: Wrong): Answers {
  const stubs = released(assignment);
  return Object.fromEntries(
    assignment.exercises.map(({ id }) => [
      id,
      {
        stub: textOf(cellOf(stubs, id).source),
        ...Object.fromEntries(wrong[id]?.map((text, k) => [`wrong-${k}`, text]) ?? []),
      },
    ]),
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
  const status = await main(["grade", join(folder, name), "--out", out, "--jobs", "2"]);
  vi.restoreAllMocks();
  expect(status, said()).toBe(0);
  return JSON.parse(readFileSync(join(out, "scores.json"), "utf8")) as GradeReport;
}

it("an answer that ends the kernel is named, and does not pass those after it", async () => {
  const crash = {
    crash: "function mean(_: readonly number[]): number {\n  return process.exit(0);\n}",
  };
  const plan = planShared(sourceAssignment(), { mean: crash, variance: { a: ANSWERS.variance } });
  await expect(runShared(plan, SOURCES)).rejects.toThrow(
    "99-exercises.ipynb: the answer crash to mean ended the run that all answers share (died: died: the kernel ended",
  );
});

it("there are exercises in the notebooks of the derivations", () => {
  expect(assignments.map(({ name }) => name)).toEqual([
    "01-markov-chains",
    "02-forward-process",
    "03-reverse-posterior",
    "04-elbo",
    "05-ddpm",
    "06-ddim-plms",
    "07-score-and-ode",
    "08-vae",
    "09-gan",
    "10-flows",
    "11-glow",
    "12-autoregressive-flows",
    "13-pixelcnn",
    "14-evaluation",
    "15-four-families",
  ]);
});

describe.each(assignments.map((assignment) => [assignment.name, assignment] as const))(
  "the exercises of %s",
  (name, assignment) => {
    const ids = assignment.exercises.map(({ id }) => id);
    let wrong: Wrong;
    let plan: SharedPlan;
    let scores: SharedScores;
    const of = (label: string): readonly ExerciseScore[] => scores.get(label) ?? [];

    beforeAll(async () => {
      ({ WRONG: wrong } = (await import(`../course/wrong/${name}.ts`)) as { WRONG: Wrong });
      plan = planShared(assignment, answersOf(assignment, wrong));
      scores = await runShared(plan, notebookFolder(placesOf()));
    }, 900_000);

    it("are three to five, each with two plausible wrong answers or more", () => {
      expect(ids.length).toBeGreaterThanOrEqual(3);
      expect(ids.length).toBeLessThanOrEqual(5);
      expect(Object.keys(wrong).sort()).toEqual([...ids].sort());
      for (const [id, texts] of Object.entries(wrong))
        expect(new Set(texts).size, id).toBeGreaterThanOrEqual(2);
    });

    it("find every name where they find it on a kernel of their own", () => {
      expect(foreignNames(plan)).toEqual([]);
    });

    it("give the reference solution all points, after the other answers on the same kernel", () => {
      expect(of(REFERENCE).map(({ id }) => id)).toEqual(ids);
      for (const { id, points, maxPoints, message } of of(REFERENCE)) {
        expect(points, `${id}: ${message}`).toBe(maxPoints);
        expect(maxPoints, id).toBeGreaterThan(0);
      }
    });

    it("give the released stub none, for the stub's own error", () => {
      expect(of("stub").map(({ id, points }) => [id, points])).toEqual(ids.map((id) => [id, 0]));
      const tests = of("stub").flatMap((exercise) => exercise.tests);
      expect(tests.length).toBeGreaterThan(ids.length);
      // A test that an error is thrown quotes the one it met.
      for (const { id, message } of tests) expect(message, id).toContain("Error: your code here");
    });

    it("reject each wrong answer, by what it computes", () => {
      const tried = [...scores].flatMap(([label, each]) =>
        label.startsWith("wrong-") ? each.map((score) => ({ label, ...score })) : [],
      );
      expect(tried).toHaveLength(Object.values(wrong).flat().length);
      for (const { label, id, points, maxPoints, message } of tried) {
        expect(points, `${label}: ${id}`).toBeLessThan(maxPoints);
        expect(message, `${label}: ${id}`).toMatch(/^(CheckError|RangeError|Error): /);
      }
    });

    if (name !== GRADED) return;
    describe("graded as students' are", () => {
      let report: GradeReport;
      const submission = (student: string): SubmissionScore =>
        report.submissions.find((score) => score.student === student)!;

      beforeAll(async () => {
        const students = {
          reference: released(assignment, reference(assignment)),
          stub: released(assignment),
          "wrong-0": released(assignment, firstWrong(wrong)),
        };
        report = await grade(students, name);
      }, 900_000);

      it("give the reference solution all points, and the stub none", () => {
        const { points, maxPoints, notes } = submission("reference");
        expect(points, JSON.stringify(submission("reference"))).toBe(maxPoints);
        expect(maxPoints).toBeGreaterThan(0);
        expect(notes).toEqual([]);
        expect(submission("stub").points).toBe(0);
      });

      it.each(["reference", "stub", "wrong-0"])(
        "give %s on kernels of its own what it got on a shared one",
        (student) => {
          const graded = submission(student).exercises.map(({ id, tests }) => ({ id, tests }));
          expect(of(student).map(({ id, tests }) => ({ id, tests }))).toEqual(graded);
        },
      );

      it(
        "are nbgrader's: it takes the released notebook for its own, and grades it to the same scores",
        { timeout: 900_000 },
        async (context) => {
          needs(context, await nbgraderReason());
          const valid = released(assignment, reference(assignment));
          const students = {
            reference: valid,
            "wrong-0": released(assignment, firstWrong(wrong)),
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
            const ours = submission(student).exercises.flatMap(({ tests }) => tests);
            expect(scores, student).toEqual(
              Object.fromEntries(ours.map(({ id, points }) => [id, points])),
            );
          }
        },
      );
    });
  },
);
