import { expect, it } from "vitest";
import { createRequire } from "node:module";
import { refuseOtherVersions } from "../../scripts/kernel/tslab";

it("another tslab is refused with what to do", () => {
  expect(() => refuseOtherVersions("1.0.23")).toThrow(
    "kernel: found tslab 1.0.23, but the kernel needs tslab 1.0.22, whose internals it uses; " +
      "run `npm install` in the repository to get the pinned version.",
  );
});

it("the installed tslab is the one that the kernel knows", () => {
  const { version } = createRequire(__filename)("tslab/package.json") as { version: string };
  expect(() => refuseOtherVersions(version)).not.toThrow();
});
