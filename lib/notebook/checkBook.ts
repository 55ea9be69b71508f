import { formatNumber } from "./format";
import type { TableRow } from "./table";

/** One check that was made. */
export interface CheckRecord {
  /** What was claimed, in words. */
  readonly claim: string;
  readonly kind: "equality" | "statistic" | "negative control" | "statement";
  /** Whether the check came out as it should; of a negative control, whether the claim failed. */
  readonly passed: boolean;
  /** The two sides and what lies between them, as the columns of a table. */
  readonly row: TableRow;
  /** The outcome in a few words: "error 0.002 <= 0.01". */
  readonly outcome: string;
  /** Bound on the probability that a true claim fails; 0 where nothing is random. */
  readonly falseAlarm: number;
}

/** Thrown when a check does not come out as it should, so that its cell fails. */
export class CheckError extends Error {
  override readonly name = "CheckError";

  constructor(readonly record: CheckRecord) {
    super(`${record.claim}: ${record.outcome}`);
  }
}

/** What the statistical checks of a notebook together may raise false alarms with. */
const FAMILY_RATE = 1e-6;

/** The checks of a notebook, in order. A claim that is checked again takes the place of the first. */
export class CheckBook {
  private readonly byClaim = new Map<string, CheckRecord>();

  add(record: CheckRecord): void {
    this.byClaim.set(`${record.kind}: ${record.claim}`, record);
  }

  reset(): void {
    this.byClaim.clear();
  }

  get records(): readonly CheckRecord[] {
    return [...this.byClaim.values()];
  }

  /** Bound on the probability that chance alone fails a check, were every claim true (Bonferroni). */
  get falseAlarm(): number {
    return this.records.reduce((sum, record) => sum + record.falseAlarm, 0);
  }

  /** @throws RangeError when chance alone fails a check with a probability above 1e-6 */
  requireFamilyRate(): void {
    if (this.falseAlarm <= FAMILY_RATE) return;
    throw new RangeError(
      `check.summary: the statistical checks together raise a false alarm with a probability of up to ` +
        `${formatNumber(this.falseAlarm)}, above ${FAMILY_RATE}; raise z, or lower the level of tests.`,
    );
  }

  /** One line on all checks, with the probability that chance alone fails one of them. */
  summaryLine(): string {
    const passed = this.records.filter((record) => record.passed).length;
    const statistics = this.records.filter((record) => record.falseAlarm > 0);
    const chance =
      statistics.length === 0
        ? ""
        : `; were every claim true, chance would fail a statistical one (${statistics.length} of ` +
          `them) with a probability of at most ${formatNumber(Math.min(1, this.falseAlarm))}`;
    return `${passed} of ${this.records.length} checks passed${chance}`;
  }
}
