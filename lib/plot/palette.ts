/**
 * The colours of Okabe and Ito (2008), told apart by readers with any colour vision, in the order in
 * which series take them; the yellow, weak on white, comes last.
 */
export const palette: readonly string[] = [
  "#0072b2", // blue
  "#d55e00", // vermillion
  "#009e73", // bluish green
  "#cc79a7", // reddish purple
  "#e69f00", // orange
  "#56b4e9", // sky blue
  "#000000", // black
  "#f0e442", // yellow
];

/** The colour of the series number `index`; the palette starts over after eight. */
export function seriesColor(index: number): string {
  return palette[index % palette.length]!;
}

/** A `#rrggbb` colour with an opacity from 0 to 1, as CSS `rgba()`. */
export function withOpacity(color: string, opacity: number): string {
  const channel = (at: number): number => parseInt(color.slice(at, at + 2), 16);
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${opacity})`;
}
