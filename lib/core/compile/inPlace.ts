import type * as tf from "../tf";

/** One TensorFlow op that updates variables where they lie, such as `ResourceApplyAdam`. */
export interface InPlaceUpdate {
  readonly op: string;
  /** Its first inputs: the variables that it changes. */
  readonly variables: readonly tf.Variable[];
  /** Its other inputs, made only where it is recorded. */
  inputs(): readonly tf.Tensor[];
}

type Recording = (update: InPlaceUpdate) => void;

/** Set while a step is being recorded. */
let recording: Recording | undefined;

/** Runs `f` while in-place updates are handed to `record`. */
export function whileRecording<R>(record: Recording, f: () => R): R {
  const before = recording;
  recording = record;
  try {
    return f();
  } finally {
    recording = before;
  }
}

/**
 * Updates variables by `eager`, an ordinary function that assigns them. In a compiled step the one op stands in its
 * place: it must do the same, but for rounding.
 */
export function updateInPlace(update: InPlaceUpdate, eager: () => void): void {
  if (recording) recording(update);
  else eager();
}
