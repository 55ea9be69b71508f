import fs from "node:fs";
import { shippedFile, type ShippedKind } from "./shippedFile";

/** What JSON can hold. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Named choices that figures depend on. */
export type StudySettings = { readonly [key: string]: JsonValue };

/** Measured values, by name. */
export type Figures = Readonly<Record<string, number | string>>;

/** One row of a study, with all that is needed to trust it. */
export interface StudyFileRow {
  readonly name: string;
  /** Choices of this row; those of the study hold as well. */
  readonly settings: StudySettings;
  readonly figures: Figures;
  /** Wall time. */
  readonly seconds: number;
  /** Version of the code, `-dirty` when files differed from it, and what it ran on. */
  readonly commit: string;
  readonly machine: string;
  /** Digest of the settings that the figures were measured with. */
  readonly fingerprint: string;
}

/** A measured table: `data/studies/<name>.json`. */
export interface StudyFile {
  readonly name: string;
  readonly description: string;
  /** Choices that all rows share. */
  readonly settings: StudySettings;
  /** In the order of the study; those not measured yet are missing. */
  readonly rows: readonly StudyFileRow[];
}

const kind: ShippedKind = {
  what: "study",
  folder: "studies",
  ending: ".json",
  made: (name) => `Measure it with 'npm run study -- ${name}'`,
};

/**
 * A study that the repository ships, wherever the notebook or program runs.
 * @throws Error naming the studies there are when there is none of that name, or the file when it holds no study.
 */
export const readStudy = (name: string): StudyFile => parseStudy(shippedFile(kind, name));

const leagueKind: ShippedKind = {
  what: "league",
  folder: "",
  ending: ".json",
  made: () => "Measure it with 'npm run league'",
};

/** Every family beside the others: `data/league.json`. @throws Error when it is missing, or holds no study. */
export const readLeague = (): StudyFile => parseStudy(shippedFile(leagueKind, "league"));

/** The study in a file. @throws Error naming the file when it holds none. */
export function parseStudy(file: string): StudyFile {
  try {
    const study = JSON.parse(fs.readFileSync(file, "utf8")) as StudyFile;
    if (typeof study.name === "string" && study.rows.every(isRow)) return study;
  } catch (error) {
    throw new Error(noStudy(file), { cause: error });
  }
  throw new Error(noStudy(file));
}

const isRow = (row: Partial<StudyFileRow>): boolean =>
  typeof row.name === "string" && typeof row.figures === "object" && row.figures !== null;

const noStudy = (file: string) =>
  `study: ${file} holds no study; restore it with git, or remove it and measure again by 'npm run study'.`;
