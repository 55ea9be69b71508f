import type { TestResult } from "../math";
import type { CheckRecord } from "./checkBook";
import {
  compare,
  compareStatistic,
  type Comparison,
  type StatisticResult,
  type Tolerance,
  type Values,
} from "./compare";
import { formatNumber } from "./format";
import type { TableRow } from "./table";

/** A claim that two sides are equal. */
export interface EqualityClaim {
  /** What is claimed, in words or as a formula: "E[x_t] = sqrt(alphaBar_t) x_0". */
  readonly claim: string;
  /** What was computed. Arrays are compared element by element; a number stands for all elements. */
  readonly left: Values;
  /** What it should be. */
  readonly right: Values;
  /** How far they may lie apart. A relative tolerance is a share of the right side. */
  readonly tolerance: Tolerance;
  /** @default "left" */
  readonly leftLabel?: string;
  /** @default "right" */
  readonly rightLabel?: string;
}

/** A claim about the expectation of an estimate. */
export interface StatisticClaim {
  readonly claim: string;
  readonly estimate: Values;
  readonly expected: Values;
  /** Standard deviation of the estimate, above 0. */
  readonly standardError: Values;
  /** Standard errors that the estimate may be off. @default 6: a true claim fails once in 500 million */
  readonly z?: number;
}

/** A claim about a distribution, with the outcome of a test of it: `kolmogorovSmirnovTest`, `chiSquareTest`, `zTest`. */
export interface TestClaim {
  readonly claim: string;
  readonly test: TestResult;
  /** The p-value below which the claim fails: the probability that a true claim does. @default 1e-8 */
  readonly level?: number;
}

/** A claim that is simply true or false. */
export interface Statement {
  readonly claim: string;
  readonly holds: boolean;
  /** What was seen, for the table. */
  readonly detail: string;
}

const DEFAULT_Z = 6;
const DEFAULT_LEVEL = 1e-8;

/** A side, with more digits than other numbers: sides that agree should be seen to agree. */
function side(value: number): string {
  return formatNumber(value, 7);
}

function element({ index, count }: Comparison | StatisticResult): TableRow {
  return count > 1 ? { element: `worst of ${count}: [${index}]` } : {};
}

/** Compares the two sides. @throws RangeError as `compare` does */
export function equalityRecord(claim: EqualityClaim): CheckRecord {
  const { left, right, tolerance, leftLabel = "left", rightLabel = "right" } = claim;
  const result = compare(left, right, tolerance);
  const { error, allowed, holds } = result;
  const sign = holds ? "≤" : Number.isNaN(error) ? "is not a number;" : ">";
  return {
    claim: claim.claim,
    kind: "equality",
    passed: holds,
    row: {
      ...element(result),
      [leftLabel]: side(result.left),
      [rightLabel]: side(result.right),
      error,
      tolerance: allowed,
    },
    outcome:
      `${leftLabel} ${side(result.left)}, ${rightLabel} ${side(result.right)}, ` +
      `error ${formatNumber(error)} ${sign} tolerance ${formatNumber(allowed)}`,
    falseAlarm: 0,
  };
}

/** Compares an estimate with its expectation. @throws RangeError as `compareStatistic` does */
export function statisticRecord(claim: StatisticClaim): CheckRecord {
  const { estimate, expected, standardError, z: limit = DEFAULT_Z } = claim;
  const result = compareStatistic(estimate, expected, standardError, limit);
  const { z, holds, falseAlarm } = result;
  const sign = holds ? "≤" : Number.isNaN(z) ? "is not a number;" : ">";
  return {
    claim: claim.claim,
    kind: "statistic",
    passed: holds,
    row: {
      ...element(result),
      estimate: side(result.estimate),
      expected: side(result.expected),
      "standard error": result.standardError,
      z,
      "limit of |z|": limit,
      "false alarm": `≤ ${formatNumber(falseAlarm)}`,
    },
    outcome:
      `estimate ${side(result.estimate)} ± ${formatNumber(result.standardError)}, expected ` +
      `${side(result.expected)}, |z| ${formatNumber(Math.abs(z))} ${sign} ${limit}`,
    falseAlarm,
  };
}

/** Compares the p-value of a test with its level. @throws RangeError for a level that is not between 0 and 1 */
export function testRecord({ claim, test, level = DEFAULT_LEVEL }: TestClaim): CheckRecord {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `check.statistic: level=${level}; expected the p-value below which the claim fails, between 0 and 1.`,
    );
  }
  const { statistic, pValue } = test;
  const holds = pValue >= level;
  const sign = holds ? "≥" : Number.isNaN(pValue) ? "is not a number;" : "<";
  return {
    claim,
    kind: "statistic",
    passed: holds,
    row: { statistic, "p-value": pValue, level, "false alarm": `≤ ${formatNumber(level)}` },
    outcome: `statistic ${side(statistic)}, p-value ${formatNumber(pValue)} ${sign} level ${formatNumber(level)}`,
    falseAlarm: level,
  };
}

/** The record of a claim of any kind, and the number that decided it. */
function measuredRecord(claim: EqualityClaim | StatisticClaim | TestClaim): [CheckRecord, string] {
  if ("test" in claim) return [testRecord(claim), "p-value"];
  if ("estimate" in claim) return [statisticRecord(claim), "z"];
  return [equalityRecord(claim), "error"];
}

/** Turns a claim round: it passes when the claim fails by numbers that are there. */
export function controlRecord(claim: EqualityClaim | StatisticClaim | TestClaim): CheckRecord {
  const [record, measure] = measuredRecord(claim);
  const passed = !record.passed && !Number.isNaN(record.row[measure]);
  const verdict = passed
    ? "seen to fail, as it should"
    : record.passed
      ? "should fail, but holds: this check cannot tell it from the truth"
      : "should be seen to fail, but there is nothing to compare";
  const outcome = `${verdict}: ${record.outcome}`;
  return { ...record, kind: "negative control", passed, outcome, falseAlarm: 0 };
}

/** Records a statement; only `true` itself passes. */
export function statementRecord({ claim, holds, detail }: Statement): CheckRecord {
  const passed = holds === true;
  return {
    claim,
    kind: "statement",
    passed,
    row: { seen: detail },
    outcome: detail,
    falseAlarm: 0,
  };
}
