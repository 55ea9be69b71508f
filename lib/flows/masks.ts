import { requireInteger } from "../core/arguments";
import { seed } from "../core/rng";

/**
 * In which order the dimensions are given their conditional distributions: as they come, from last to first, or as
 * listed, [D]: [2, 0, 1] is p(x_2) p(x_0 | x_2) p(x_1 | x_2, x_0).
 */
export type VariableOrder = "natural" | "reversed" | readonly number[];

export interface DegreesConfig {
  /** Numbers D in an example. */
  readonly dim: number;
  /** Widths of the hidden layers; none for a linear network. */
  readonly hidden: readonly number[];
  /** @default "natural" */
  readonly order?: VariableOrder;
  /** Draw the degrees of the hidden units from this seed. @default spread evenly, in ascending order */
  readonly maskSeed?: number;
}

/** What the units of a MADE may know: a unit of degree m sees the first m inputs of the order. */
export interface MadeDegrees {
  /** Place of each input in the order, 1, ..., D; [D]. */
  readonly inputs: readonly number[];
  /** Of the units of each hidden layer, 1, ..., D - 1. */
  readonly hidden: readonly (readonly number[])[];
}

/** The dimensions in their order, [D]. @throws RangeError unless a given order has each of them once. */
export function dimensionsInOrder(dim: number, order: VariableOrder = "natural"): number[] {
  if (order === "natural" || order === "reversed") {
    return Array.from({ length: dim }, (_, i) => (order === "natural" ? i : dim - 1 - i));
  }
  requireOrder("made", order, dim);
  return [...order];
}

/** @throws RangeError unless `order` lists 0, ..., dim - 1, each once. */
export function requireOrder(where: string, order: ArrayLike<number>, dim: number): void {
  const found = new Set(Array.from(order).filter((i) => Number.isInteger(i) && i >= 0 && i < dim));
  if (Array.isArray(order) && order.length === dim && found.size === dim) return;
  const came = typeof order === "string" ? order : `[${Array.from(order).join(", ")}]`;
  throw new RangeError(
    `${where}: order=${came}; expected each of 0, ..., ${dim - 1} once ("natural" and "reversed" are short for two of them).`,
  );
}

/**
 * The degrees of all units; Germain et al. 2015 (MADE), section 3. Drawn at random they lie between the smallest degree of
 * the layer before and D - 1, equation 11, so that no unit is cut off.
 * @throws RangeError for sizes that are none, or an order that misses a dimension.
 */
export function madeDegrees(config: DegreesConfig): MadeDegrees {
  const { dim, hidden, order, maskSeed } = config;
  requireInteger("made", "dim", dim, 1);
  hidden.forEach((width, l) => requireInteger("made", `hidden[${l}]`, width, 1));
  const inputs = new Array<number>(dim);
  dimensionsInOrder(dim, order).forEach((i, place) => (inputs[i] = place + 1));
  const most = Math.max(1, dim - 1);
  const key = maskSeed === undefined ? undefined : seed(maskSeed);
  let least = 1;
  const layers = hidden.map((width, l) => {
    const range = { low: least, high: most + 1 };
    const layer = key
      ? Array.from(key.fold(l).integerArray(width, range))
      : Array.from({ length: width }, (_, k) => 1 + Math.floor((k * most) / width));
    least = Math.min(...layer);
    return layer;
  });
  return { inputs, hidden: layers };
}

/**
 * The masks of the weights, layer by layer, each [inputs,outputs] of 0 and 1: into a hidden unit of degree m lead
 * connections from units of degree at most m, equation 12; into the output for an input of degree m only from those
 * below m, equation 13.
 */
export function madeMasks({ inputs, hidden }: MadeDegrees): number[][][] {
  const layers = [inputs, ...hidden];
  return layers.map((from, l) => {
    const to = layers[l + 1];
    return from.map((m) => (to ?? inputs).map((n) => ((to ? n >= m : n > m) ? 1 : 0)));
  });
}
