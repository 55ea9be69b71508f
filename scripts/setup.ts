import { ensureSetup } from "./setup/ensure";
import { placesOf } from "./setup/paths";
import { readChoice } from "./setup/tensorflow/choice";
import { slownessNotice } from "./setup/tensorflow/step";

/** npm run setup: completes the set-up and says so; tries TensorFlow again where only a fallback was had. */
export async function main(): Promise<number> {
  const started = Date.now();
  const choice = readChoice(placesOf());
  const again = slownessNotice(choice) !== undefined && choice !== undefined ? ["TensorFlow"] : [];
  const ran = await ensureSetup(again);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    ran.length === 0
      ? `Everything is set up (checked in ${seconds} s).`
      : `Set up in ${seconds} s: ${ran.join(", ")}.`,
  );
  console.log(
    "Next: `npm start` opens JupyterLab, `npm test` runs every check, `npm run doctor` looks at the parts.",
  );
  return 0;
}
