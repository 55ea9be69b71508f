import { describe, expect, it } from "vitest";
import { describeFailure, reportTable, type Row } from "../../scripts/notebooks/report";

const row: Row = {
  file: "/x/05-ddpm.ipynb",
  passed: true,
  seconds: 41.26,
  peakMemoryMB: 812.4,
  bytes: 1_530_000,
  cells: [
    { number: 1, line: "import a", seconds: 1 },
    { number: 2, line: "train()", seconds: 30.04 },
  ],
};

describe("reportTable", () => {
  it("gives time, memory, size and the slowest cell of each notebook", () => {
    const short = { ...row, file: "/x/00.ipynb", passed: false, seconds: 3, cells: [] };
    expect(reportTable([row, short]).split("\n")).toEqual([
      "notebook          seconds  memory MB  file MB  slowest cell",
      "05-ddpm   ok         41.3        812     1.53  30.0 s, [2] train()",
      "00        FAILED      3.0        812     1.53",
    ]);
  });
});

describe("describeFailure", () => {
  it("names the notebook, the cell and what it raised", () => {
    const failure = {
      number: 3,
      line: "sample(0)",
      name: "RangeError",
      message: "steps=0",
      traceback: ["RangeError: steps=0", "    at cell 3:1:1"],
    };
    expect(describeFailure("/x/05.ipynb", failure)).toBe(
      "05.ipynb, code cell 3 (sample(0)): RangeError: steps=0\n        at cell 3:1:1",
    );
  });

  it("does without a cell where none is to blame", () => {
    const failure = { name: "Timeout", message: "no kernel", traceback: [] };
    expect(describeFailure("a.ipynb", failure)).toBe("a.ipynb: Timeout: no kernel");
  });
});
