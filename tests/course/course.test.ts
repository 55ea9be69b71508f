import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "../../scripts/course";
import { parseNotebook } from "../../scripts/notebooks/notebook";
import { collectOutput } from "../contracts/console";
import { temporaryFolder } from "../contracts/temporary";
import { code, NAME, notebookOf, released, SOURCES, store } from "./fixture";

const folder = temporaryFolder();
const said = collectOutput();

describe("npm run course -- release", () => {
  it.each([[[]], [["99"]], [[NAME]]])("writes the student version, named %j", async (names) => {
    const out = join(folder, "out", String(names));
    expect(await main(["release", ...names, "--source", SOURCES, "--out", out])).toBe(0);
    const file = join(out, `${NAME}.ipynb`);
    expect(said()).toContain(`${file}: 3 exercises, 7.5 points`);
    expect(parseNotebook(readFileSync(file, "utf8"), file)).toEqual(released());
  });

  it("says which notebooks there are, and which have no exercises", async () => {
    const source = join(folder, "plain");
    store(notebookOf(code("1;")), source, "01-plain.ipynb");
    const out = join(folder, "none");
    expect(await main(["release", "02", "--source", source, "--out", out])).toBe(2);
    expect(said()).toContain('there is no notebook "02"; there are: 01-plain');
    expect(await main(["release", "01", "--source", source, "--out", out])).toBe(2);
    expect(said()).toContain(
      "01-plain: a notebook without exercises, expected cells with nbgrader's",
    );
    expect(await main(["release", "--source", source, "--out", out])).toBe(2);
    expect(said()).toContain("notebooks without exercises");
    expect(existsSync(out)).toBe(false);
  });

  it("does not write over its sources", async () => {
    expect(await main(["release", "--source", SOURCES, "--out", SOURCES])).toBe(2);
    expect(said()).toContain("--out is the folder of the source notebooks; give another");
  });
});

describe("npm run course", () => {
  it.each([
    [[], 'the command is "", expected release or grade'],
    [["mark"], 'the command is "mark"'],
    [["grade"], "grade was given 0 folders, expected one"],
    [["grade", "a", "b"], "grade was given 2 folders"],
    [["grade", "a", "--timeout", "0"], "--timeout is 0, expected a whole number from 1"],
    [["grade", "a", "--memory", "4GB"], "--memory is 4GB, expected a whole number from 1"],
    [["grade", "a", "--jobs", "0"], "--jobs is 0, expected a whole number from 1"],
    [["release", "--timeout", "3"], "--timeout, --memory and --jobs belong to grade"],
    [["release", "--jobs", "2"], "belong to grade; release runs nothing"],
    [["release", "--fast"], "--fast"],
  ])("says what is wrong with %j", async (args, message) => {
    expect(await main(args)).toBe(2);
    expect(said()).toContain(message);
    expect(said()).toContain("usage: npm run course");
  });

  it("says that a folder of submissions is missing", async () => {
    expect(await main(["grade", join(folder, "gone"), "--source", SOURCES])).toBe(2);
    expect(said()).toMatch(/there is no folder .*gone, expected a folder with <student>/);
    expect(said()).not.toContain("usage");
  });
});
