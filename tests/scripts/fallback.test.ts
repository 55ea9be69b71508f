import { describe, expect, it } from "vitest";
import { SetupProblem } from "../../scripts/setup/problem";
import type { Candidate } from "../../scripts/setup/tensorflow/choose";
import { firstThatWorks } from "../../scripts/setup/tensorflow/fallback";
import { slownessNotice } from "../../scripts/setup/tensorflow/step";

const candidates: Candidate[] = [{ kind: "prebuilt" }, { kind: "wasm" }];

function run(attempt: (c: Candidate) => Promise<string>, isOver = false) {
  const told: string[] = [];
  const result = firstThatWorks({
    candidates,
    attempt: async (c, failures) => `${await attempt(c)} after ${failures.length}`,
    onFailure: (failure) => told.push(failure),
    isOver: () => isOver,
  });
  return { told, result };
}

const failPrebuilt = (error: Error) => (c: Candidate) =>
  c.kind === "prebuilt" ? Promise.reject(error) : Promise.resolve(c.kind);

describe("firstThatWorks", () => {
  it("stops at the first that works", async () => {
    const { told, result } = run((c) => Promise.resolve(c.kind));
    expect(await result).toBe("prebuilt after 0");
    expect(told).toEqual([]);
  });

  it("goes on after a failure and says why", async () => {
    const { told, result } = run(failPrebuilt(new Error("no such host")));
    expect(await result).toBe("wasm after 1");
    expect(told).toEqual(["prebuilt: no such host"]);
  });

  it("goes on when the download cannot be had", async () => {
    const problem = new SetupProblem("the package index cannot be reached", "check", true);
    expect(await run(failPrebuilt(problem)).result).toBe("wasm after 1");
  });

  it("does not hide a missing compiler behind a slower back end", async () => {
    const problem = new SetupProblem("No C++ compiler was found");
    await expect(run(failPrebuilt(problem)).result).rejects.toThrow("No C++ compiler was found");
  });

  it("does not go on when the user has interrupted", async () => {
    await expect(run(failPrebuilt(new Error("killed")), true).result).rejects.toThrow("killed");
  });
});

describe("slownessNotice", () => {
  const choice = { kind: "wasm", gpu: false, reason: "glibc is too old", failures: [] } as const;

  it("says what is slower and why, and nothing for the native library", () => {
    expect(slownessNotice(choice)).toContain("is not available: glibc is too old");
    expect(slownessNotice(choice)).toContain("training takes 5 to 17 times as long");
    expect(slownessNotice({ ...choice, kind: "wheel" })).toBeUndefined();
  });

  it("says so when a GPU build found no GPU", () => {
    const build = { ...choice, kind: "wheel", variant: "gpu", reason: "GPU build for L4" } as const;
    expect(slownessNotice(build)).toContain("found no GPU that it can use");
    expect(slownessNotice({ ...build, gpu: true })).toBeUndefined();
  });
});
