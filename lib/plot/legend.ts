import type { PlotlyObject } from "./figure";
import { DEFAULT_WIDTH, MARGIN } from "./layout";

/** Pixels of a line of the legend, of a letter on average, and of the symbol and gaps beside a name. */
const [ROW, LETTER, SYMBOL] = [19, 7, 45];

/** How many lines plotly needs: one if all names fit into it, else columns that are as wide as the longest. */
function rowsOf(names: readonly string[], width: number): number {
  const widths = names.map((name) => name.length * LETTER + SYMBOL);
  if (widths.reduce((sum, one) => sum + one, 0) <= width) return 1;
  const columns = Math.max(1, Math.floor(width / Math.max(...widths)));
  return Math.ceil(names.length / columns);
}

/**
 * A legend between title and drawing, where there are several things to tell apart. Where it takes more than one line, the
 * drawing begins lower, so that the title stays free.
 */
export function legend(names: readonly string[], width = DEFAULT_WIDTH): PlotlyObject {
  if (names.length <= 1) return { showlegend: false };
  const place = { orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom" };
  const symbols = { itemsizing: "constant" }; // large enough to tell their colours, however small the points
  const rows = rowsOf(names, width - MARGIN.l - MARGIN.r);
  const margin = { ...MARGIN, t: MARGIN.t + (rows - 1) * ROW };
  return { showlegend: true, legend: { ...place, ...symbols }, ...(rows > 1 && { margin }) };
}
