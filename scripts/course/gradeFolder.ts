import { join } from "node:path";
import type { Assignment } from "./assignment";
import { atOnce } from "./atOnce";
import { planExercise } from "./plan";
import { type Limits, runPlan } from "./runPlan";
import {
  type ExerciseScore,
  scoreRun,
  scoreWithoutRun,
  SourceProblem,
  type Status,
  sumPoints,
} from "./score";
import { listStudents, listSubmitted, readSubmission, type Submission } from "./submission";
import { withWorkFolder } from "./workFolder";

/** What one student's notebook gave. */
export interface SubmissionScore {
  readonly student: string;
  readonly notebook: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly exercises: readonly ExerciseScore[];
  /** What was changed outside the answers, and does not count. */
  readonly notes: readonly string[];
}

/** All that came of grading. */
export interface GradeReport {
  readonly limits: Limits;
  readonly submissions: readonly SubmissionScore[];
  /** What could not be graded, and why; nobody's points. */
  readonly problems: readonly string[];
}

export interface GradeOptions {
  /** The source notebooks, by name. */
  readonly assignments: readonly Assignment[];
  /** The folder that they lie in. */
  readonly sources: string;
  readonly limits: Limits;
  /** How many exercises of a submission are run at once. @default 1 */
  readonly jobs?: number;
  /** Told of each submission when it was graded. @default nobody */
  readonly onScore?: (score: SubmissionScore) => void;
}

function totalled(
  student: string,
  { name: notebook }: Assignment,
  exercises: readonly ExerciseScore[],
  notes: readonly string[] = [],
): SubmissionScore {
  const maxPoints = sumPoints(exercises.map((exercise) => ({ points: exercise.maxPoints })));
  return { student, notebook, points: sumPoints(exercises), maxPoints, exercises, notes };
}

function withoutRuns(
  student: string,
  assignment: Assignment,
  status: Status,
  message: string,
): SubmissionScore {
  const lost = assignment.exercises.map((exercise) => scoreWithoutRun(exercise, status, message));
  return totalled(student, assignment, lost);
}

/** Runs each exercise of a notebook on a kernel and in a copy of its own. */
function gradeAnswers(
  folder: string,
  assignment: Assignment,
  { answers }: Submission,
  { sources, limits, jobs = 1 }: GradeOptions,
): Promise<ExerciseScore[]> {
  return atOnce(assignment.exercises, jobs, async (exercise) => {
    const answer = answers.get(exercise.id);
    if (answer === undefined) {
      const message = `the notebook has no cell with the grade_id ${exercise.id}: it was deleted`;
      return scoreWithoutRun(exercise, "no answer", message);
    }
    const plan = planExercise(assignment, exercise, answer);
    const run = await withWorkFolder(folder, sources, (copy) => runPlan(plan, copy, limits));
    return scoreRun(assignment, exercise, plan, run);
  });
}

async function gradeOne(
  folder: string,
  student: string,
  assignment: Assignment,
  options: GradeOptions,
): Promise<SubmissionScore> {
  const file = join(folder, student, `${assignment.name}.ipynb`);
  let submission: Submission;
  try {
    submission = readSubmission(file, assignment);
  } catch (error) {
    return withoutRuns(student, assignment, "unreadable", (error as Error).message);
  }
  const scores = await gradeAnswers(join(folder, student), assignment, submission, options);
  return totalled(student, assignment, scores, submission.notes);
}

/** What the students handed in that no source notebook is for. */
function strangers(
  submitted: ReadonlyMap<string, readonly string[]>,
  assignments: readonly Assignment[],
): string[] {
  const known = assignments.map(({ name }) => name);
  return [...submitted].flatMap(([student, names]) =>
    names
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `${student}/${name}.ipynb: there is no source notebook with exercises of that name; ` +
          `expected one of: ${known.join(", ")}. Rename the file.`,
      ),
  );
}

/**
 * Grades a folder of submissions, `<student>/<notebook>.ipynb`. A notebook that some students handed in and others did
 * not is worth 0 points to the latter. The submissions stay as they are.
 *
 * @throws Error when the folder is missing, or holds nothing that can be graded
 */
export async function gradeFolder(folder: string, options: GradeOptions): Promise<GradeReport> {
  const { assignments, limits, onScore } = options;
  const submitted = new Map(
    listStudents(folder).map((student) => [student, listSubmitted(folder, student)]),
  );
  const problems = strangers(submitted, assignments);
  const names = new Set([...submitted.values()].flat());
  const wanted = assignments.filter(({ name }) => names.has(name));
  if (wanted.length === 0)
    throw new Error(
      [`nothing in ${folder} can be graded`, ...problems].join("\n  ") +
        (problems.length > 0
          ? ""
          : ": the folders of the students hold no notebook; put them there"),
    );
  const submissions: SubmissionScore[] = [];
  for (const assignment of wanted) {
    try {
      for (const [student, files] of submitted) {
        const score = files.includes(assignment.name)
          ? await gradeOne(folder, student, assignment, options)
          : withoutRuns(student, assignment, "not submitted", `no ${assignment.name}.ipynb`);
        submissions.push(score);
        onScore?.(score);
      }
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error;
      problems.push(`${error.message} The submissions of this notebook were not graded further.`);
    }
  }
  return { limits, submissions, problems };
}
