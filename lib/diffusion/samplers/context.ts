import type { Parametrization } from "../../math";
import type { Marginal } from "./marginal";
import { interpret, type Output } from "./prediction";
import type { Algebra, Clipping, Context } from "./stepper";

export interface ContextConfig<V> {
  readonly algebra: Algebra<V>;
  readonly index: number;
  readonly count: number;
  readonly marginal: (t: number) => Marginal;
  readonly evaluate: (x: V, t: number) => Output<V>;
  readonly noise: () => V;
  /** What the network predicts. @default "epsilon" */
  readonly prediction?: Parametrization;
  /** @default "none" */
  readonly clip?: Clipping;
}

/** What one step may ask for, over whatever the algebra is of. */
export function createContext<V>(config: ContextConfig<V>): Context<V> {
  const { algebra, index, count, marginal, evaluate, noise } = config;
  const { prediction: from = "epsilon", clip = "none" } = config;
  const convert: Context<V>["convert"] = (output, x, t) =>
    interpret(algebra, output, x, { from, marginal: marginal(t), clip });
  const predict: Context<V>["predict"] = (x, t) => {
    const { value, share } = evaluate(x, t);
    return { ...convert(value, x, t), ...(share !== undefined && { share }) };
  };
  return { algebra, index, count, clip, marginal, evaluate, convert, predict, noise };
}
