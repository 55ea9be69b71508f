/** What the measurements may use. */
export interface BenchOptions {
  /** How often a thing is repeated. */
  readonly rounds: number;
  /** Run the notebooks instead of reading what their files say. */
  readonly runNotebooks: boolean;
  /** The parts of measurements that are wanted; all of them when it is empty. */
  readonly only: readonly string[];
  /** Says what is being done, in one line. */
  readonly say: (line: string) => void;
}

/** The outcome of a measurement: for people, and for bench.json. */
export interface Measured {
  readonly text: string;
  /** Of a measurement with parts: the figures of those that were measured, by part. */
  readonly figures: unknown;
}

/** One of the things that `npm run bench` measures. */
export interface Measurement {
  /** As it is named on the command line and in bench.json. */
  readonly name: string;
  readonly title: string;
  /** Names of parts that can be measured alone; each is an entry `<name>.<part>` of bench.json. */
  readonly parts?: readonly string[];
  run(options: BenchOptions): Promise<Measured>;
}

/** A measurement cannot be made here; nothing is broken. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
