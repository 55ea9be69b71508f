/** A skipped test and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What the reporter hands over to the command. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
}

/** The line that a test run ends with. */
export function summaryLine({ passed, failed, skipped }: Summary): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

/** The skipped tests with their reasons, one group a reason. */
export function skippedLines(skipped: readonly Skipped[]): string[] {
  if (skipped.length === 0) return [];
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return [
    "Skipped:",
    ...reasons.flatMap((reason) => [
      `  ${reason}`,
      ...skipped.filter((test) => test.reason === reason).map(({ name }) => `    - ${name}`),
    ]),
  ];
}
