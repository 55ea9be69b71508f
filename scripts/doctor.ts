import { checkDatasets, checkTensorflow } from "./doctor/library";
import { statusOf, table } from "./doctor/finding";
import {
  checkChromium,
  checkCompiler,
  checkJupyter,
  checkKernel,
  checkNode,
  checkPython,
} from "./doctor/programs";
import { runtimeEnv } from "./setup/environment";
import { placesOf } from "./setup/paths";
import { isInstalled, readChoice } from "./setup/tensorflow/choice";

/**
 * npm run doctor: a table of what was found on this machine, with what to do about each line that is not right.
 *
 * @returns 1 when something is wrong that the course needs
 */
export async function main(): Promise<number> {
  const places = placesOf();
  const env = runtimeEnv();
  const findings = [
    ...(await checkNode()),
    await checkPython(),
    await checkCompiler(!isInstalled(places, readChoice(places))),
    await checkJupyter(places),
    await checkKernel(places, env),
    await checkTensorflow(places, env),
    ...(await checkDatasets(places, env)),
    await checkChromium(),
  ];
  console.log(table(findings));
  return statusOf(findings);
}
