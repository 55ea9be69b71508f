import { describe, expect, it } from "vitest";
import { csvOf } from "../../scripts/course/csv";
import type { GradeReport, SubmissionScore } from "../../scripts/course/gradeFolder";
import { htmlOf } from "../../scripts/course/html";
import type { ExerciseScore } from "../../scripts/course/score";

const exercise = (points: number, message: string): ExerciseScore => ({
  id: "mean",
  title: "Exercise 1: a < b",
  points,
  maxPoints: 3,
  status: points === 3 ? "passed" : "failed",
  message,
  tests: [{ id: "mean-1", points, maxPoints: 3, message }],
  seconds: 1.5,
  peakMemoryMB: 200,
});

const submission = (student: string, points: number, message: string): SubmissionScore => ({
  student,
  notebook: "01-x",
  points,
  maxPoints: 3,
  exercises: [exercise(points, message)],
  notes: points === 3 ? [] : ["the test mean-1 was changed; it was put back"],
});

const report: GradeReport = {
  limits: { seconds: 60, memoryMB: 4000 },
  submissions: [
    submission("ada", 3, ""),
    submission("bob, jr", 0, 'Error: "<script>alert(1)</script>"\nsecond line'),
    submission("=HYPERLINK(1)", 1, "@x"),
  ],
  problems: ["cyd/2.ipynb: there is no source notebook <of that name>"],
};

describe("csvOf", () => {
  it("has a line for each exercise, quoted where needed, and no formulas", () => {
    expect(csvOf(report)).toBe(
      "student,notebook,exercise,points,max_points,status,message\n" +
        "ada,01-x,mean,3,3,passed,\n" +
        '"bob, jr",01-x,mean,0,3,failed,"Error: ""<script>alert(1)</script>""\nsecond line"\n' +
        "'=HYPERLINK(1),01-x,mean,1,3,failed,'@x\n",
    );
  });
});

describe("htmlOf", () => {
  const html = htmlOf(report);

  it("shows points, causes, notes and problems", () => {
    expect(html).toContain('<td class="number full">3 / 3</td>');
    expect(html).toContain('<td class="number part">1 / 3</td>');
    expect(html).toContain('<td class="number lost">0 / 3</td>');
    expect(html).toContain("<li>the test mean-1 was changed; it was put back</li>");
    expect(html).toContain("60 s and 4000 MB");
    expect(html).toContain("no source notebook &lt;of that name&gt;");
  });

  it("lets nothing that a student wrote become part of the page", () => {
    expect(html).not.toContain("<script");
    expect(html).toContain("Error: &quot;&lt;script&gt;alert(1)");
    expect(html).toContain("Exercise 1: a &lt; b");
  });

  it("links each student to the details", () => {
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    const targets = [...html.matchAll(/id="([^"]+)"/g)].map((match) => match[1]);
    expect(links.map((link) => decodeURIComponent(link!))).toEqual(targets);
  });
});
