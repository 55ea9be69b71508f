import { jupyterStep } from "./jupyter";
import { libraryStep } from "./library";
import { type Places, placesOf } from "./paths";
import { pythonStep } from "./python";
import { runSteps, type Step } from "./steps";
import { readChoice } from "./tensorflow/choice";
import { bindingStep, slownessNotice, tensorflowStep } from "./tensorflow/step";

/** All that the set-up consists of after the npm packages, in order. */
export function setupSteps(places: Places): Step[] {
  return [
    pythonStep(places),
    jupyterStep(places),
    tensorflowStep(places),
    bindingStep(places),
    libraryStep(places),
  ];
}

/**
 * Completes the set-up: runs the steps that are not done, saying what it does and how long it takes. Silent and quick
 * (a few milliseconds) when nothing is to be done.
 *
 * @param again names of steps to run in any case
 * @returns the names of the steps that were run
 * @throws SetupProblem naming what is missing, with the command that installs it
 */
export async function ensureSetup(
  again: readonly string[] = [],
  places = placesOf(),
): Promise<string[]> {
  const { ran, warnings } = await runSteps({ places, steps: setupSteps(places), again });
  for (const warning of warnings) console.warn(`\nWarning: ${warning}`);
  const notice = ran.includes("TensorFlow") ? slownessNotice(readChoice(places)) : undefined;
  if (notice !== undefined) console.warn(`\n${notice}\n`);
  return ran;
}
