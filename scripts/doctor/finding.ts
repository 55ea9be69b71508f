import { describeRemedy, type Remedy } from "../setup/problem";

/** One line of the doctor's table. */
export interface Finding {
  readonly part: string;
  /** `wrong`: needed and not right; `note`: not needed, or usable but slower. */
  readonly state: "ok" | "wrong" | "note";
  readonly found: string;
  /** What to do; given when the state is not `ok`. */
  readonly remedy?: Remedy | string;
}

export const ok = (part: string, found: string): Finding => ({ part, state: "ok", found });

export const wrong = (part: string, found: string, remedy: Remedy | string): Finding => ({
  part,
  state: "wrong",
  found,
  remedy,
});

export const note = (part: string, found: string, remedy: Remedy | string): Finding => ({
  part,
  state: "note",
  found,
  remedy,
});

/** The findings as a table, followed by what to do about each that is not right. */
export function table(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const lines = findings.map(
    ({ part, state, found }) => `  ${state.padEnd(5)}  ${part.padEnd(width)}  ${found}`,
  );
  const remedies = findings.flatMap(({ part, remedy }) =>
    remedy === undefined ? [] : [`${part}:`, describeRemedy(remedy)],
  );
  return [...lines, ...(remedies.length > 0 ? ["", "What to do", ...remedies] : [])].join("\n");
}

/** 1 when something needed is wrong, else 0. */
export function statusOf(findings: readonly Finding[]): number {
  return findings.some(({ state }) => state === "wrong") ? 1 : 0;
}
