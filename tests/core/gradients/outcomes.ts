/** A program: prints what the back end that DGM_BACKEND names gives for every operation, as JSON in its last line. */
import { ready } from "../../../lib/core";
import { operations } from "./cases";
import { evaluate, type Outcome } from "./evaluate";

async function main(): Promise<void> {
  await ready();
  const outcomes: Outcome[] = [];
  for (const operation of operations) outcomes.push(await evaluate(operation));
  console.log(JSON.stringify(outcomes));
}

void main();
