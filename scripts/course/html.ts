import type { GradeReport, SubmissionScore } from "./gradeFolder";
import type { ExerciseScore } from "./score";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #ccc; padding: .25rem .6rem; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.lost { background: #fdecea; }
td.full { background: #eaf6ec; }
td.part { background: #fff6dd; }
pre { white-space: pre-wrap; margin: 0; font-size: 13px; }
.problem { background: #fdecea; padding: .5rem 1rem; }`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** A cell with points, coloured by how many of them were earned. */
function pointsCell(points: number, maxPoints: number): string {
  const kind = points >= maxPoints ? "full" : points > 0 ? "part" : "lost";
  return `<td class="number ${kind}">${points} / ${maxPoints}</td>`;
}

function overview(notebook: string, scores: readonly SubmissionScore[]): string {
  const heads = scores[0]!.exercises.map(({ title }) => `<th>${escape(title)}</th>`).join("");
  const rows = scores.map(({ student, points, maxPoints, exercises }) => {
    const cells = exercises.map((exercise) => pointsCell(exercise.points, exercise.maxPoints));
    return (
      `<tr><td><a href="#${encodeURIComponent(`${student}/${notebook}`)}">${escape(student)}</a></td>` +
      `${cells.join("")}${pointsCell(points, maxPoints)}</tr>`
    );
  });
  return (
    `<h2>${escape(notebook)}</h2>\n<table><thead><tr><th>student</th>${heads}<th>together</th></tr></thead>\n` +
    `<tbody>${rows.join("\n")}</tbody></table>`
  );
}

function exerciseRows({ title, status, message, tests, seconds }: ExerciseScore): string {
  const cause = message === "" ? "" : `<pre>${escape(message)}</pre>`;
  return tests
    .map(({ id, points, maxPoints, message: why }, index) => {
      const first =
        index > 0
          ? ""
          : `<td rowspan="${tests.length}">${escape(title)}<br>${escape(status)}, ${seconds} s${cause}</td>`;
      const text = why === message ? "" : `<pre>${escape(why)}</pre>`;
      return `<tr>${first}<td>${escape(id)}</td>${pointsCell(points, maxPoints)}<td>${text}</td></tr>`;
    })
    .join("\n");
}

function details({ student, notebook, exercises, notes }: SubmissionScore): string {
  const id = escape(`${student}/${notebook}`);
  const list = notes.map((note) => `<li>${escape(note)}</li>`).join("");
  return (
    `<h3 id="${id}">${escape(student)}: ${escape(notebook)}</h3>\n${list && `<ul>${list}</ul>\n`}` +
    `<table><thead><tr><th>exercise</th><th>test</th><th>points</th><th>what else went wrong</th></tr></thead>\n` +
    `<tbody>${exercises.map(exerciseRows).join("\n")}</tbody></table>`
  );
}

/** The report as one page without scripts or outside files: an overview, then what went wrong for whom. */
export function htmlOf({ submissions, problems, limits }: GradeReport): string {
  const notebooks = [...new Set(submissions.map(({ notebook }) => notebook))];
  const tables = notebooks.map((name) =>
    overview(
      name,
      submissions.filter(({ notebook }) => notebook === name),
    ),
  );
  const warnings = problems.map((problem) => `<p class="problem">${escape(problem)}</p>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Scores</title><style>${STYLE}</style></head>
<body>
<h1>Scores</h1>
<p>An answer and its tests may take ${limits.seconds} s and ${limits.memoryMB} MB.</p>
${[...warnings, ...tables, ...submissions.map(details)].join("\n")}
</body>
</html>
`;
}
