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
    for (const part of ["|z|", ">1.2<", ">5<", "≤ 5.733e-7"]) expect(html).toContain(part);
  });

  it("fails beyond the limit, 5 unless said otherwise", () => {
    check.statistic({ ...claim, estimate: 0.49 });
    expect(() => check.statistic({ ...claim, estimate: 0.51 })).toThrow(
      "the mean is 0: estimate 0.51 ± 0.1, expected 0, |z| 5.1 > 5",
    );
    expect(() => check.statistic({ ...claim, estimate: 0.31, z: 3 })).toThrow("|z| 3.1 > 3");
  });

  it("never passes NaN", () => {
    expect(() => check.statistic({ ...claim, estimate: NaN })).toThrow(
      "|z| NaN is not a number; 5",
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
    check.statistic({ claim: "a", estimate: 0, expected: 0, standardError: 1, z: 3 });
    check.statistic({ claim: "b", estimate: 0, expected: 0, standardError: 1, z: 3 });
    expect(() => check.that({ claim: "c", holds: false, detail: "no" })).toThrow();
    check.summary();
    const text = latest(sent, "text/plain");
    expect(text).toContain(
      "3 of 4 checks passed; were every claim true, chance would fail a statistical one (2 of " +
        "them) with a probability of at most 0.0054",
    );
    expect(text).toMatch(/✗\s+c\s+statement\s+no/);
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
