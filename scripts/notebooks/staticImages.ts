import { type Figure, toPng } from "dgm/plot";
import { codeCells, firstLine, type Notebook, PLOTLY } from "./notebook";

/** Draws a figure as PNG bytes. */
export type Draw = (figure: Figure) => Promise<Uint8Array>;

/**
 * Adds a picture to every plotly figure that has none, for viewers without JavaScript. JupyterLab shows the picture as
 * well, and makes it interactive when the mouse is over it.
 *
 * @param notebook changed in place
 * @param draw @default toPng of dgm/plot
 * @throws Error naming the cell whose figure cannot be drawn
 */
export async function addStaticImages(notebook: Notebook, draw: Draw = toPng): Promise<void> {
  for (const [index, cell] of codeCells(notebook).entries()) {
    for (const { data } of cell.outputs ?? []) {
      if (data?.[PLOTLY] === undefined || data["image/png"] !== undefined) continue;
      try {
        const png = await draw(data[PLOTLY] as Figure);
        data["image/png"] = Buffer.from(png).toString("base64");
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(
          `code cell ${index + 1} (${firstLine(cell)}): its figure cannot be drawn without a browser: ${reason}; ` +
            "check the figure's data and layout.",
          { cause: error },
        );
      }
    }
  }
}
