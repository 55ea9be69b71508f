import { requireInteger, requireNumber } from "../../core/arguments";
import type { Clipping, Conventions, Move, Stepper } from "./stepper";
import { inversionMoves, samplingMoves } from "./timesteps";

export interface PlanOptions extends Conventions {
  /** Steps visited of the T trained ones; ignored where `moves` are given. @default 50, or T when fewer were trained */
  readonly steps?: number;
  /** The steps themselves, instead of `steps`, `spacing`, `offset`, `aim` and `dropLowest`. */
  readonly moves?: readonly Move[];
}

/** What a loop will do. */
export interface Plan extends Pick<Conventions, "final"> {
  readonly moves: readonly Move[];
  readonly clip: Clipping;
}

/**
 * What the options, and where they say nothing the stepper's conventions, ask for.
 * @throws RangeError for alphaBars, steps or a clipping that do not fit.
 */
export function samplingPlan(
  alphaBars: Float64Array,
  stepper: Stepper,
  options: PlanOptions,
): Plan {
  requireInteger("sampleLoop", "T (length of alphaBars)", alphaBars.length, 1);
  alphaBars.forEach((bar, t) => requireNumber("sampleLoop", `alphaBars[${t}]`, bar, 0, 1));
  const conventions = { ...stepper.conventions, ...options };
  const { final = "one", clip = "none" } = conventions;
  requireClipping(clip, stepper);
  return { moves: plannedMoves(alphaBars.length, stepper, conventions), final, clip };
}

function plannedMoves(T: number, { direction }: Stepper, options: PlanOptions): readonly Move[] {
  const { steps = Math.min(50, T), moves } = options;
  if (moves) return checkedMoves(moves, T);
  const { spacing, offset, aim, dropLowest } = options;
  const timesteps = {
    ...(spacing !== undefined && { spacing }),
    ...(offset !== undefined && { offset }),
    ...(aim !== undefined && { aim }),
    ...(dropLowest !== undefined && { dropLowest }),
  };
  return (direction === "up" ? inversionMoves : samplingMoves)(T, steps, timesteps);
}

function checkedMoves(moves: readonly Move[], T: number): readonly Move[] {
  if (moves.length === 0) throw new RangeError("sampleLoop: moves is empty; pass at least one.");
  for (const { from, to } of moves) {
    requireInteger("sampleLoop", "from", from, -1, T - 1);
    requireInteger("sampleLoop", "to", to, -1, T - 1);
  }
  return moves;
}

const clippings: readonly Clipping[] = ["none", "keep-epsilon", "rederive-epsilon"];

function requireClipping(clip: Clipping, { name, epsilonOnly = false }: Stepper): void {
  if (!clippings.includes(clip)) {
    throw new RangeError(`sampleLoop: no clipping '${clip}'; pass one of ${clippings.join(", ")}.`);
  }
  if (clip !== "keep-epsilon" || !epsilonOnly) return;
  throw new RangeError(
    `sampleLoop: clip='keep-epsilon' does nothing with ${name}, which steps by ε alone; pass 'none' or 'rederive-epsilon'.`,
  );
}
