import type { MeasureText } from "./textBoxes";

/** Families to set static pictures in, the best first: common on Linux, macOS and Windows. */
const PREFERRED = ["DejaVu Sans", "Verdana", "Noto Sans", "Liberation Sans", "Arial", "Helvetica"];

/** Average width of a letter in parts of the font size, where nothing can be measured. */
const LETTER_WIDTH = 0.58;

/** The part of a 2-D canvas by which text is measured. */
export interface MeasuringContext {
  font: string;
  measureText(text: string): { readonly width: number };
}

/** A family to draw in; undefined on a machine without any font. */
export function chooseFamily(installed: readonly string[]): string | undefined {
  return PREFERRED.find((family) => installed.includes(family)) ?? installed[0];
}

/** Text widths in the given family; estimated where there is none. */
export function measurer(context: MeasuringContext, family: string | undefined): MeasureText {
  return (text, size, bold) => {
    if (family === undefined) return text.length * size * LETTER_WIDTH;
    context.font = `${bold ? "bold " : ""}${size}px "${family}"`;
    return context.measureText(text).width;
  };
}
