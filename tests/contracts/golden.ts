import fs from "node:fs";
import path from "node:path";
import * as tf from "../../lib/core/tf";

/** A tensor as the golden files hold it. */
export interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

export const goldenFolder = path.join(__dirname, "..", "golden");

/** tests/golden/<name>.json, written by make_<name>.py. */
export function golden<T>(name: string): T {
  return JSON.parse(fs.readFileSync(path.join(goldenFolder, `${name}.json`), "utf8")) as T;
}

export const tensorOf = ({ shape, data }: GoldenArray): tf.Tensor =>
  tf.tensor(data, shape, "float32");

export const variableOf = (array: GoldenArray): tf.Variable =>
  tf.tidy(() => tf.variable(tensorOf(array)));
