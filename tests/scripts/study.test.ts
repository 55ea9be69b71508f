import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeVersion } from "../../scripts/studies/measureStudy";
import { parseArguments, studies } from "../../scripts/study";
import { temporaryFolder } from "../contracts/temporary";

const temporary = temporaryFolder();

describe("the command line of studies", () => {
  it("takes one study and perhaps a part of row names", () => {
    expect(parseArguments(["fid"])).toEqual({ study: studies[0], only: undefined });
    expect(parseArguments(["fid", "--only", "swirl"])).toEqual({
      study: studies[0],
      only: "swirl",
    });
  });

  it.each([
    [[], "there is no study named ''"],
    [["speed"], "there is no study named 'speed'"],
    [["fid", "more"], "one study at a time; 'more' is one too many"],
    [["fid", "--fast"], "Unknown option '--fast'"],
  ])("refuses %j", (args, problem) => {
    expect(parseArguments(args)).toEqual({ problem });
  });

  it("knows each study by one name", () => {
    const names = studies.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("codeVersion", () => {
  it("is the commit, dirty when code differs from it, and unknown where there is none", () => {
    expect(codeVersion(temporary)).toBe("unknown");
    const git = (...args: string[]) => execFileSync("git", args, { cwd: temporary, stdio: "pipe" });
    git("init", "-q");
    const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
    git(...who, "commit", "-q", "--allow-empty", "-m", "first");
    const clean = codeVersion(temporary);
    expect(clean).toMatch(/^[0-9a-f]{10}$/);
    writeFileSync(join(temporary, "data.json"), "{}");
    expect(codeVersion(temporary)).toBe(clean);
    writeFileSync(join(temporary, "package-lock.json"), "{}");
    expect(codeVersion(temporary)).toBe(`${clean}-dirty`);
  });
});
