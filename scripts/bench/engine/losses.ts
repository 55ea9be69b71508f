import { SIDES, type Side } from "./sides";

/** The relative difference of each side's figures to the reference's, one by one. */
export interface LossComparison {
  readonly reference: Side;
  readonly differences: Readonly<Partial<Record<Side, readonly number[]>>>;
}

/**
 * Compares figures from equal weights, losses of the first updates or what was sampled, with PyTorch's or, where there is none,
 * with our own op by op.
 * @param what names them in the message
 * @param slack multiplies each side's tolerance
 * @throws Error when one is too far away for the two to be the same network, used in the same way
 */
export function compareLosses(
  losses: ReadonlyMap<Side, readonly number[]>,
  what = "the loss of update",
  slack = 1,
): LossComparison {
  const reference: Side = losses.has("torch") ? "torch" : "eager";
  const wanted = losses.get(reference)!;
  const differences: Partial<Record<Side, readonly number[]>> = {};
  for (const [side, came] of losses) {
    if (side !== reference)
      differences[side] = differencesOf({ what, slack }, side, came, reference, wanted);
  }
  return { reference, differences };
}

function differencesOf(
  { what, slack }: { readonly what: string; readonly slack: number },
  side: Side,
  came: readonly number[],
  reference: Side,
  wanted: readonly number[],
): number[] {
  const { label } = SIDES[side];
  const tolerance = slack * SIDES[side].tolerance;
  return wanted.map((loss, i) => {
    const difference = Math.abs(came[i]! - loss) / Math.abs(loss);
    if (difference <= tolerance) return difference;
    throw new Error(
      `bench: from equal weights ${what} ${i + 1} is ${came[i]} (${label}) and ${loss} ` +
        `(${SIDES[reference].label}); at most ${tolerance} of relative difference is expected. The networks differ: ` +
        "times would compare nothing.",
    );
  });
}
