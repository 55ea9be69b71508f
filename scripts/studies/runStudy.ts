import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  parseStudy,
  type Figures,
  type StudyFile,
  type StudyFileRow,
  type StudySettings,
} from "dgm/notebook";
import { fingerprint, writeAtomically } from "../setup/files";
import type { Study, StudyRow } from "./study";

export interface RunStudyOptions {
  /** Where the file lies. */
  readonly folder: string;
  /** Measure the rows whose name contains this, and no others, even where they are up to date. */
  readonly only?: string | undefined;
  /** Version of the code, and the machine: stored with each row. */
  readonly commit: string;
  readonly machine: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Which rows were measured now, and which still have to be. */
export interface StudyOutcome {
  readonly measured: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Measures the rows of a study that are not in its file or stale there, one after the other, and writes the file after
 * each: a run that was killed goes on where it stopped.
 * @throws RangeError when no row's name contains `only`; Error when two rows share a name, or naming the row that failed
 * (the rows before it are stored).
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyOutcome> {
  const { folder, only, say, signal } = options;
  requireNames(study, only);
  const settings = await study.settings();
  const file = join(folder, `${study.name}.json`);
  const stored = new Map(
    existsSync(file) ? parseStudy(file).rows.map((row) => [row.name, row]) : [],
  );
  const upToDate = (row: StudyRow) =>
    stored.get(row.name)?.fingerprint === rowFingerprint(settings, row) &&
    (row.outputs ?? []).every((output) => existsSync(output));
  const chosen = study.rows.filter((row) =>
    only === undefined ? !upToDate(row) : row.name.includes(only),
  );
  const measured: string[] = [];
  for (const row of chosen) {
    await pause(1); // lets Ctrl-C through
    if (signal.aborted) break;
    say(`${row.name} (${measured.length + 1} of ${chosen.length}) ...`);
    const entry = await measure(row, settings, options);
    if (entry === undefined) break;
    stored.set(row.name, entry);
    writeAtomically(file, textOf(study, settings, stored));
    measured.push(row.name);
    say(`${row.name}: ${entry.seconds} s, ${JSON.stringify(entry.figures)}`);
  }
  const missing = study.rows.filter((row) => !upToDate(row)).map(({ name }) => name);
  return { measured, missing };
}

function requireNames({ name, rows }: Study, only: string | undefined): void {
  const names = rows.map((row) => row.name);
  const twice = names.find((each, i) => names.indexOf(each) !== i);
  if (twice !== undefined) throw new Error(`study: ${name} has two rows named '${twice}'.`);
  if (only === undefined || names.some((each) => each.includes(only))) return;
  throw new RangeError(
    `study: no row of ${name} has '${only}' in its name; the rows are: ${names.join(", ")}.`,
  );
}

/** Of all that the row's figures depend on; the order of keys does not matter. */
export function rowFingerprint(settings: StudySettings, row: StudyRow): string {
  const { name, settings: own = {} } = row;
  return fingerprint(name, canonical(settings), canonical(own)).slice(0, 16);
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The row as the file has it; undefined when it was interrupted. */
async function measure(
  row: StudyRow,
  settings: StudySettings,
  { say, signal, commit, machine }: RunStudyOptions,
): Promise<StudyFileRow | undefined> {
  const start = performance.now();
  let figures: Figures;
  try {
    figures = await row.run({ say, signal });
  } catch (error) {
    if (signal.aborted && (error as Error).name === "InterruptedError") return undefined;
    throw new Error(`study: row '${row.name}' failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  return {
    name: row.name,
    settings: row.settings ?? {},
    figures: rounded(row.name, figures),
    seconds,
    commit,
    machine,
    fingerprint: rowFingerprint(settings, row),
  };
}

/** Six digits, which is more than a measurement is worth. */
function rounded(row: string, figures: Figures): Figures {
  const entries = Object.entries(figures).map(([name, value]) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new Error(`study: row '${row}' has ${name}=${value}; figures must be finite.`);
    }
    const keep = typeof value === "string" || Number.isInteger(value);
    return [name, keep ? value : Number(value.toPrecision(6))] as const;
  });
  return Object.fromEntries(entries);
}

/** The file: rows of the study in its order, others dropped. */
function textOf(
  { name, description, rows }: Study,
  settings: StudySettings,
  stored: ReadonlyMap<string, StudyFileRow>,
): string {
  const kept = rows.flatMap((row) => stored.get(row.name) ?? []);
  const content: StudyFile = { name, description, settings, rows: kept };
  return `${JSON.stringify(content, null, 2)}\n`;
}
