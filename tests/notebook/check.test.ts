import { afterEach, describe, expect, it } from "vitest";
import { CheckBook, CheckError, check, checkBook, createCheck } from "../../lib/notebook";
import { fakeKernel, latest } from "./fakeKernel";

const sent = fakeKernel();
const equal = (left: number | number[], right: number | number[]) =>
  ({ claim: "left is right", left, right, tolerance: { absolute: 0.01 } }) as const;

afterEach(() => {
  checkBook.reset();
});

describe("check", () => {
  it("shows both sides, the error, the tolerance and the verdict", () => {
    check({ ...equal(1.001, 1), leftLabel: "simulated", rightLabel: "closed form" });
    expect(latest(sent, "text/plain")).toBe(
      "✓ left is right: simulated 1.001, closed form 1, error 0.001 ≤ tolerance 0.01",
    );
    const html = latest(sent, "text/html");
    for (const part of ["✓ left is right", "simulated", "closed form", ">0.001<", ">0.01<"]) {
      expect(html).toContain(part);
    }
  });

  it("fails its cell after showing what is wrong", () => {
    expect(() => check(equal(1.5, 1))).toThrow(CheckError);
    expect(() => check(equal(1.5, 1))).toThrow(
      "left is right: left 1.5, right 1, error 0.5 > tolerance 0.01",
    );
    expect(latest(sent, "text/html")).toContain("✗ left is right");
  });

  it("names the worst element of arrays", () => {
    expect(() => check(equal([1, 2, 3], [1, 2.5, 3]))).toThrow("left 2, right 2.5");
    expect(latest(sent, "text/html")).toContain("worst of 3: [1]");
  });

  it("shows enough digits to see that two sides agree", () => {
    check(equal(3.14159265, 3.14159));
    expect(latest(sent, "text/html")).toContain(">3.141593<");
  });

  it("never passes NaN", () => {
    expect(() => check(equal(NaN, NaN))).toThrow("error NaN is not a number; tolerance 0.01");
    expect(() => check(equal([1, NaN], 1))).toThrow(CheckError);
  });

  it("refuses to check nothing in particular", () => {
    expect(() => check({ ...equal(1, 1), claim: " " })).toThrow("check: the claim is empty");
    expect(sent).toEqual([]);
  });
});

describe("check.statistic", () => {
  const claim = { claim: "the mean is 0", expected: 0, standardError: 0.1 };

  it("shows z, its limit and the chance of a false alarm", () => {
    check.statistic({ ...claim, estimate: 0.12 });
    const html = latest(sent, "text/html");
    for (const part of ["|z|", ">1.2<", ">6<", "≤ 1.973e-9"]) expect(html).toContain(part);
  });

  it("fails beyond the limit, 6 unless said otherwise", () => {
    check.statistic({ ...claim, estimate: 0.59 });
    expect(() => check.statistic({ ...claim, estimate: 0.61 })).toThrow(
      "the mean is 0: estimate 0.61 ± 0.1, expected 0, |z| 6.1 > 6",
    );
    expect(() => check.statistic({ ...claim, estimate: 0.31, z: 3 })).toThrow("|z| 3.1 > 3");
  });

  it("never passes NaN", () => {
    expect(() => check.statistic({ ...claim, estimate: NaN })).toThrow(
      "|z| NaN is not a number; 6",
    );
  });
});

describe("check.statistic of a test", () => {
  const claim = { claim: "the draws are normal" };

  it("shows statistic, p-value and level", () => {
    check.statistic({ ...claim, test: { statistic: 0.02, pValue: 0.3 } });
    expect(latest(sent, "text/plain")).toBe(
      "✓ the draws are normal: statistic 0.02, p-value 0.3 ≥ level 1e-8",
    );
    expect(checkBook.falseAlarm).toBe(1e-8);
  });

  it("fails below the level, 1e-8 unless said otherwise", () => {
    check.statistic({ ...claim, test: { statistic: 1, pValue: 1.1e-8 } });
    expect(() => check.statistic({ ...claim, test: { statistic: 1, pValue: 0.9e-8 } })).toThrow(
      "the draws are normal: statistic 1, p-value 9e-9 < level 1e-8",
    );
    expect(() =>
      check.statistic({ ...claim, test: { statistic: 1, pValue: 0.01 }, level: 0.05 }),
    ).toThrow(CheckError);
  });

  it("never passes NaN, neither as itself nor as a negative control", () => {
    const nothing = { ...claim, test: { statistic: 1, pValue: NaN } };
    expect(() => check.statistic(nothing)).toThrow("p-value NaN is not a number; level 1e-8");
    expect(() => check.fails(nothing)).toThrow("there is nothing to compare");
  });

  it("refuses a level that is none", () => {
    const test = { statistic: 1, pValue: 0.5 };
    for (const level of [0, 1, NaN])
      expect(() => check.statistic({ ...claim, test, level })).toThrow(
        `check.statistic: level=${level}; expected the p-value below which the claim fails`,
      );
  });
});

describe("check.fails", () => {
  it("passes when the wrong form is seen to be wrong", () => {
    check.fails(equal(1.5, 1));
    expect(latest(sent, "text/plain")).toBe(
      "✓ left is right (wrong on purpose, must fail): seen to fail, as it should: " +
        "left 1.5, right 1, error 0.5 > tolerance 0.01",
    );
    check.fails({ claim: "biased", estimate: 1, expected: 0, standardError: 0.1 });
    check.fails({ claim: "uniform", test: { statistic: 0.4, pValue: 1e-12 } });
    expect(checkBook.falseAlarm, "a negative control raises no false alarm").toBe(0);
  });

  it("fails when the wrong form cannot be told from the truth", () => {
    expect(() => check.fails(equal(1, 1))).toThrow(
      "left is right: should fail, but holds: this check cannot tell it from the truth",
    );
  });

  it("is not content with NaN", () => {
    const message = "should be seen to fail, but there is nothing to compare";
    expect(() => check.fails(equal(NaN, 1))).toThrow(message);
    expect(() => check.fails(equal([5, NaN], 1))).toThrow(message);
    const statistic = { claim: "biased", estimate: NaN, expected: 0, standardError: 0.1 };
    expect(() => check.fails(statistic)).toThrow(message);
  });
});

describe("check.that", () => {
  it("passes for true and nothing else", () => {
    check.that({ claim: "all ten digits occur", holds: true, detail: "10 of 10" });
    expect(() =>
      check.that({ claim: "all ten digits occur", holds: false, detail: "9 of 10" }),
    ).toThrow("all ten digits occur: 9 of 10");
    expect(() => check.that({ claim: "c", holds: NaN as never, detail: "d" })).toThrow(CheckError);
  });
});

describe("check.summary", () => {
  it("counts, and bounds the chance that a true notebook fails", () => {
    check(equal(1, 1));
    check.statistic({ claim: "a", estimate: 0, expected: 0, standardError: 1 });
    check.statistic({ claim: "b", estimate: [0, 0], expected: 0, standardError: 1 });
    expect(() => check.that({ claim: "c", holds: false, detail: "no" })).toThrow();
    check.summary();
    const text = latest(sent, "text/plain");
    expect(text).toContain(
      "3 of 4 checks passed; were every claim true, chance would fail a statistical one (2 of " +
        "them) with a probability of at most 5.92e-9",
    );
    expect(text).toMatch(/✗\s+c\s+statement\s+no/);
  });

  it("shows the table, and then refuses a notebook whose checks fail by chance too often", () => {
    check.statistic({ claim: "a", estimate: 0, expected: 0, standardError: 1, z: 4.9 });
    check.summary();
    check.statistic({ claim: "b", estimate: 0, expected: 0, standardError: 1, z: 4.9 });
    expect(() => check.summary()).toThrow(
      "check.summary: the statistical checks together raise a false alarm with a probability of up to " +
        "1.917e-6, above 0.000001; raise z, or lower the level of tests.",
    );
    expect(latest(sent, "text/plain")).toContain("2 of 2 checks passed");
  });

  it("keeps the latest outcome of a claim that is checked again", () => {
    expect(() => check(equal(2, 1))).toThrow();
    check(equal(1, 1));
    check.summary();
    expect(latest(sent, "text/plain")).toContain("1 of 1 checks passed");
  });

  it("says so when there are none", () => {
    check.summary();
    expect(latest(sent, "text/plain")).toBe("0 of 0 checks passed");
  });

  it("belongs to one book", () => {
    const book = new CheckBook();
    createCheck(book)(equal(1, 1));
    expect(book.records).toHaveLength(1);
    expect(checkBook.records).toHaveLength(0);
  });
});
