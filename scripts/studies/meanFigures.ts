import { meanEstimate } from "dgm/math";
import type { Figures } from "dgm/notebook";

/** Of figures measured several times, the mean of each, and under its name with `Error` the mean's standard error. */
export function meanFigures<Name extends string>(
  measured: readonly Readonly<Record<Name, number>>[],
): Figures {
  const names = Object.keys(measured[0]!) as Name[];
  const entries = names.flatMap((name) => {
    const { estimate, standardError } = meanEstimate(measured.map((each) => each[name]));
    return [
      [name, estimate],
      [`${name}Error`, standardError],
    ];
  });
  return Object.fromEntries(entries) as Figures;
}
