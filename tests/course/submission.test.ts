import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gradeFolder } from "../../scripts/course/gradeFolder";
import { DEFAULT_LIMITS } from "../../scripts/course/runPlan";
import { listStudents, listSubmitted, readSubmission } from "../../scripts/course/submission";
import { temporaryFolder } from "../contracts/temporary";
import {
  cellOf,
  code,
  NAME,
  released,
  SOURCES,
  sourceAssignment,
  store,
  withCells,
} from "./fixture";

const folder = temporaryFolder();
const read = (notebook: ReturnType<typeof released>) =>
  readSubmission(store(notebook, folder, "one.ipynb"), sourceAssignment());

describe("readSubmission", () => {
  it("finds the answers, and nothing to note in an honest notebook", () => {
    const { answers, notes } = read(withCells(released(), { snr: "const a = 1;" }));
    expect([...answers.keys()]).toEqual(["mean", "snr", "variance"]);
    expect(answers.get("snr")).toBe("const a = 1;");
    expect(notes).toEqual([]);
  });

  it("notes tests that were changed or deleted, and cells that do not count", () => {
    const notebook = withCells(released(), { "mean-hidden": "1;" });
    notebook.cells = notebook.cells.filter((cell) => cell !== cellOf(notebook, "snr-test"));
    notebook.cells.push(code("const helper = 1;"));
    expect(read(notebook).notes).toEqual([
      "the test mean-hidden was changed; it was put back",
      "the test snr-test was deleted; it was put back",
      "1 code cells were added or changed outside the answers; they do not count",
    ]);
  });

  it("takes the last of several cells with the same grade_id, and misses a deleted answer", () => {
    const notebook = released();
    const copy = structuredClone(cellOf(notebook, "mean"));
    notebook.cells.push({ ...copy, source: "second();" });
    notebook.cells = notebook.cells.filter((cell) => cell !== cellOf(notebook, "snr"));
    const { answers } = read(notebook);
    expect(answers.get("mean")).toBe("second();");
    expect(answers.has("snr")).toBe(false);
  });
});

describe("listStudents", () => {
  it("takes folders, without those that Jupyter makes", () => {
    const class1 = join(folder, "class");
    store(released(), class1, "bob", `${NAME}.ipynb`);
    store(released(), class1, "ada", "other.ipynb");
    mkdirSync(join(class1, ".ipynb_checkpoints"));
    writeFileSync(join(class1, "readme.txt"), "");
    expect(listStudents(class1)).toEqual(["ada", "bob"]);
    expect(listSubmitted(class1, "bob")).toEqual([NAME]);
  });

  it("says what it expected", () => {
    expect(() => listStudents(join(folder, "none"))).toThrow(
      /there is no folder .*none, expected a folder with <student>\/<notebook>.ipynb in it; give/,
    );
    mkdirSync(join(folder, "flat"));
    writeFileSync(join(folder, "flat", "a.ipynb"), "");
    expect(() => listStudents(join(folder, "flat"))).toThrow(
      "holds no folder of a student (but a.ipynb)",
    );
  });
});

describe("gradeFolder", () => {
  const options = { assignments: [sourceAssignment()], sources: SOURCES, limits: DEFAULT_LIMITS };

  it("runs nothing for what is missing or unreadable, and says so", async () => {
    const class2 = join(folder, "class2");
    const empty = released();
    empty.cells = empty.cells.filter(({ metadata }) => metadata["nbgrader"] === undefined);
    store(empty, class2, "ann", `${NAME}.ipynb`);
    store(released(), class2, "ben", "98-other.ipynb");
    mkdirSync(join(class2, "cyd"));
    writeFileSync(join(class2, "cyd", `${NAME}.ipynb`), "{");
    const { submissions, problems } = await gradeFolder(class2, options);
    const seen = submissions.map(({ student, points, maxPoints, exercises }) => [
      student,
      points,
      maxPoints,
      exercises[0]!.status,
    ]);
    expect(seen).toEqual([
      ["ann", 0, 7.5, "no answer"],
      ["ben", 0, 7.5, "not submitted"],
      ["cyd", 0, 7.5, "unreadable"],
    ]);
    expect(submissions[2]!.exercises[0]!.message).toContain(`${NAME}.ipynb is not a notebook`);
    expect(problems).toEqual([
      "ben/98-other.ipynb: there is no source notebook with exercises of that name; " +
        `expected one of: ${NAME}. Rename the file.`,
    ]);
  });

  it("refuses a folder in which nothing can be graded", async () => {
    const class3 = join(folder, "class3");
    store(released(), class3, "ann", "98-other.ipynb");
    await expect(gradeFolder(class3, options)).rejects.toThrow(
      /nothing in .*class3 can be graded\n {2}ann\/98-other.ipynb: there is no source notebook/,
    );
    mkdirSync(join(folder, "class4", "ann"), { recursive: true });
    await expect(gradeFolder(join(folder, "class4"), options)).rejects.toThrow(
      "the folders of the students hold no notebook; put them there",
    );
  });
});
