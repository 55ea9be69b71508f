import { describe, expect, it } from "vitest";
import { note, ok, statusOf, table, wrong } from "../../scripts/doctor/finding";
import { checkChromium } from "../../scripts/doctor/programs";

describe("the doctor's table", () => {
  const findings = [
    ok("Node", "22.1.0"),
    note("Chromium", "not found", "sudo apt-get install chromium"),
    wrong("Python", "not found", { debian: "apt", macos: "brew", windows: "winget" }),
  ];

  it("has a line per part and then what to do about those that are not right", () => {
    expect(table(findings).split("\n")).toEqual([
      "  ok     Node      22.1.0",
      "  note   Chromium  not found",
      "  wrong  Python    not found",
      "",
      "What to do",
      "Chromium:",
      "  sudo apt-get install chromium",
      "Python:",
      "  Debian/Ubuntu: apt",
      "  macOS:         brew",
      "  Windows:       winget",
    ]);
  });

  it("fails only for what is needed", () => {
    expect(statusOf(findings)).toBe(1);
    expect(statusOf(findings.slice(0, 2))).toBe(0);
  });

  it("takes a missing Chromium as a note, with the command that installs it", async () => {
    const finding = await checkChromium({ PATH: "" });
    expect(finding).toMatchObject({ state: "note", part: "Chromium" });
    expect(table([finding])).toContain("sudo apt-get install chromium");
  });
});
