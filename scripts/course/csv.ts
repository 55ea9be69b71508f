import type { GradeReport } from "./gradeFolder";

const HEADINGS = ["student", "notebook", "exercise", "points", "max_points", "status", "message"];

/** A field: quoted where it must be; what a spreadsheet would take for a formula becomes text. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** The report as CSV: one line for each exercise of each student. */
export function csvOf({ submissions }: GradeReport): string {
  const rows = submissions.flatMap(({ student, notebook, exercises }) =>
    exercises.map(({ id, points, maxPoints, status, message }) =>
      [student, notebook, id, points, maxPoints, status, message].map(field).join(","),
    ),
  );
  return [HEADINGS.join(","), ...rows, ""].join("\n");
}
