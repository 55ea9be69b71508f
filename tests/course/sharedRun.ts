import { DEFAULT_LIMITS, runPlan } from "../../scripts/course/runPlan";
import { withWorkFolder } from "../../scripts/course/workFolder";
import type { SharedPlan } from "./sharedPlan";
import { scoreShared, type SharedScores } from "./sharedScore";

/**
 * Runs all answers to the exercises of a notebook on one kernel, where `npm run course -- grade` takes one for each.
 *
 * @param sources the folder of the source notebooks
 */
export async function runShared(plan: SharedPlan, sources: string): Promise<SharedScores> {
  const run = await withWorkFolder(sources, sources, (copy) =>
    runPlan(plan.cells, copy, DEFAULT_LIMITS),
  );
  console.log(
    `${plan.assignment.name}: ${plan.attempts.length} answers (${plan.cells.length} cells) were run in ` +
      `${run.seconds.toFixed(0)} s`,
  );
  return scoreShared(plan, run);
}
