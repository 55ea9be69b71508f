import fs from "node:fs";
import path from "node:path";
import { beforeEach, expect, it } from "vitest";
import { decodeSafetensors } from "../../lib/train";
import { startNode } from "../contracts/child";
import { nativeOnly } from "../contracts/native";
import { temporaryFolder } from "../contracts/temporary";
import { smallRun, STEPS } from "./smallRun";

beforeEach(nativeOnly);

const folder = temporaryFolder();
const KILL_AT = 6;

/** The same run in a process of its own, killed once it has reported update `KILL_AT`, wherever it then is. */
async function runAndKill(file: string): Promise<void> {
  const { process: child, finished } = startNode(`
    require("./lib/core").ready().then(() =>
      require("./tests/train/smallRun").smallRun(${JSON.stringify(file)}, (step) => console.log("step", step)));
  `);
  let seen = "";
  child.stdout!.on("data", (data: Buffer) => {
    seen += data.toString();
    if (seen.includes(`step ${KILL_AT}\n`)) child.kill("SIGKILL");
  });
  const { signal, stderr } = await finished;
  expect(signal, stderr).toBe("SIGKILL");
}

const read = (file: string) => decodeSafetensors(new Uint8Array(fs.readFileSync(file)), file);

it("a killed and resumed run leaves the state of one that never stopped, to the bit", async () => {
  const whole = path.join(folder, "whole.safetensors");
  const killed = path.join(folder, "killed.safetensors");
  await runAndKill(killed);
  const reached = Number(read(killed).metadata.step);
  expect(reached, "the state is a whole one").toBeGreaterThanOrEqual(KILL_AT);
  expect(reached).toBeLessThan(STEPS);

  const steps: number[] = [];
  await smallRun(killed, (step) => steps.push(step));
  expect(steps[0], "it went on where it was").toBe(reached + 1);
  await smallRun(whole, () => undefined);

  const expected = read(whole).tensors;
  const actual = read(killed).tensors;
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  expect(expected.get("losses/model")!.data.length).toBe(STEPS);
  for (const [name, { data }] of expected) {
    const same = Buffer.from(data.buffer).equals(Buffer.from(actual.get(name)!.data.buffer));
    expect(same, `${name} is equal to the bit`).toBe(true);
  }
}, 400_000);
