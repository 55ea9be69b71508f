import { join } from "node:path";
import { setupSteps } from "../setup/ensure";
import { execute } from "../setup/execute";
import { type Places, placesOf } from "../setup/paths";
import { isComplete, readStamp } from "../setup/steps";
import { type Measured, type Measurement, Unavailable } from "./measurement";
import { labStartMs } from "./labStart";
import { table } from "./table";
import { interleave, type Spread, timed } from "./timing";

const RUN = join(__dirname, "..", "run.cjs");
/** Repeating these more often than this teaches nothing. */
const MAX_ROUNDS = 5;

/** Seconds that each step of the set-up took when it was done in this repository. */
function recordedSeconds(places: Places): Record<string, number> {
  const steps = setupSteps(places);
  const missing = steps.filter((step) => !isComplete(places, step)).map(({ name }) => name);
  if (missing.length > 0)
    throw new Unavailable(`not done here: ${missing.join(", ")}; run 'npm run setup' first.`);
  return Object.fromEntries(steps.map((step) => [step.name, readStamp(places, step)!.seconds]));
}

/** Milliseconds of a set-up that finds nothing to do. */
async function rerunMs(): Promise<number> {
  const { ms, result } = await timed(() => execute(process.execPath, [RUN, "setup"]));
  if (result.status === 0) return ms;
  throw new Error(`bench: the set-up failed: ${result.stderr.trim()}`);
}

/** How long the set-up took, how long it takes to find nothing to do, and how long until JupyterLab is there. */
export const setup: Measurement = {
  name: "setup",
  title: "Set-up and start",
  async run({ rounds, say }): Promise<Measured> {
    const steps = recordedSeconds(placesOf());
    say("set-up with nothing to do, and npm start, taking turns ...");
    const [again, lab] = (await interleave(
      [async () => [await rerunMs()], async () => [await labStartMs(RUN)]],
      Math.min(rounds, MAX_ROUNDS),
    )) as [Spread, Spread];
    const recorded = Object.entries(steps).map(([name, seconds]) => [name, seconds] as const);
    const total = recorded.reduce((sum, [, seconds]) => sum + seconds, 0);
    const text = [
      table(["set-up, when it was last done here", "s"], [...recorded, ["together", total]]),
      table(
        ["on a machine that is set up, s", "median", "min"],
        [
          ["npm run setup", again.median / 1000, again.min / 1000],
          ["npm start, until JupyterLab answers", lab.median / 1000, lab.min / 1000],
        ],
      ),
    ].join("\n\n");
    return { text, figures: { stepSeconds: steps, rerunMs: again, labStartMs: lab } };
  },
};
