import { CheckBook, CheckError, type CheckRecord } from "./checkBook";
import {
  controlRecord,
  equalityRecord,
  statementRecord,
  statisticRecord,
  testRecord,
  type EqualityClaim,
  type Statement,
  type StatisticClaim,
  type TestClaim,
} from "./checkRecords";
import { display } from "./display";
import { tableBundle } from "./table";

/** Tests claims, shows both sides, and fails the cell when a claim does not hold. */
export interface Check {
  /** Two sides are equal within a tolerance. @throws CheckError when they are not */
  (claim: EqualityClaim): void;
  /**
   * An estimate is what theory says, within its standard error; or a test of a distribution does not reject it.
   * @throws CheckError when it is not
   */
  statistic(claim: StatisticClaim | TestClaim): void;
  /**
   * A negative control: passes only if the claim is seen to fail, by numbers, not by NaN.
   * @throws CheckError when the claim holds, or a side is not finite
   */
  fails(claim: EqualityClaim | StatisticClaim | TestClaim): void;
  /** A statement is true. @throws CheckError when it is not */
  that(statement: Statement): void;
  /**
   * Shows the table of all checks of this notebook so far.
   * @throws RangeError when chance alone fails one of them with a probability above 1e-6
   */
  summary(): void;
}

function mark(record: CheckRecord): string {
  return record.passed ? "✓" : "✗";
}

function heading(record: CheckRecord): string {
  const control = record.kind === "negative control" ? " (wrong on purpose, must fail)" : "";
  return `${mark(record)} ${record.claim}${control}`;
}

/** Checks that are kept in the given book. Notebooks use `check`, which has a book of its own. */
export function createCheck(book: CheckBook): Check {
  const settle = (record: CheckRecord): void => {
    if (record.claim.trim() === "") {
      throw new RangeError("check: the claim is empty; say in words or symbols what is checked.");
    }
    book.add(record);
    const { "text/html": html } = tableBundle([record.row], { title: heading(record) });
    display({ "text/html": html!, "text/plain": `${heading(record)}: ${record.outcome}` });
    if (!record.passed) throw new CheckError(record);
  };
  const summary = (): void => {
    const rows = book.records.map((record) => ({
      "": mark(record),
      claim: record.claim,
      kind: record.kind,
      outcome: record.outcome,
    }));
    const line = book.summaryLine();
    display(rows.length > 0 ? tableBundle(rows, { title: line }) : { "text/plain": line });
    book.requireFamilyRate();
  };
  const equality = (claim: EqualityClaim): void => settle(equalityRecord(claim));
  return Object.assign(equality, {
    statistic: (claim: StatisticClaim | TestClaim): void =>
      settle("test" in claim ? testRecord(claim) : statisticRecord(claim)),
    fails: (claim: EqualityClaim | StatisticClaim | TestClaim): void =>
      settle(controlRecord(claim)),
    that: (statement: Statement): void => settle(statementRecord(statement)),
    summary,
  });
}

/** The checks of this notebook: one kernel runs one notebook, and starts without any. */
export const checkBook = new CheckBook();

/** Tests a claim, shows both sides, and fails the cell when it does not hold. */
export const check: Check = createCheck(checkBook);
