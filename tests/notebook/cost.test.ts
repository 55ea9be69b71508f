import { describe, expect, it, vi } from "vitest";
import { cost } from "../../lib/notebook/cost";

describe("cost", () => {
  it("shows what the notebook's last run took", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    cost("00-start-here");
    expect(String(log.mock.calls[0]?.[0])).toMatch(/Run All took \d+ s and \d+ MB/);
    log.mockRestore();
  });

  it("refuses a notebook that is not there", () => {
    expect(() => cost("99-nothing")).toThrow(/cost: there is no notebook .*99-nothing\.ipynb/);
  });
});
