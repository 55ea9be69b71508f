import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KernelClient, type Output } from "../../tests/kernel/client";
import { codeCells, parseNotebook, PLOTLY, textOf } from "../notebooks/notebook";
import { placesOf } from "../setup/paths";
import type { Measured, Measurement } from "./measurement";
import { table } from "./table";
import { spreadOf } from "./timing";

const NOTEBOOK = "00-start-here.ipynb";
const MAX_KERNELS = 5;

/** Whether an output is a picture: a plot or an image. */
export function isPicture({ type, content }: Output): boolean {
  if (type !== "display_data" && type !== "execute_result") return false;
  const kinds = Object.keys((content.data as object | undefined) ?? {});
  return kinds.some((kind) => kind === PLOTLY || kind.startsWith("image/"));
}

/**
 * Milliseconds from starting a kernel to the first picture that the cells show, run in order.
 * @throws Error when a cell fails before, or there is no picture
 */
async function untilPicture(cells: readonly string[]): Promise<number> {
  const began = performance.now();
  const kernel = await KernelClient.start();
  try {
    for (const code of cells) {
      let ms: number | undefined;
      const onOutput = (output: Output): void => {
        if (isPicture(output)) ms ??= performance.now() - began;
      };
      const { status, error } = await kernel.execute(code, { onOutput });
      if (ms !== undefined) return ms;
      if (status !== "ok")
        throw new Error(`bench: a cell of ${NOTEBOOK} failed: ${error?.evalue ?? status}`);
    }
    throw new Error(`bench: the cells of ${NOTEBOOK} show no picture`);
  } finally {
    await kernel.kill();
  }
}

/** How long a newcomer waits for something to look at, Run All in notebook 00. */
export const firstPicture: Measurement = {
  name: "firstPicture",
  title: "Time to the first picture",
  async run({ rounds, say }): Promise<Measured> {
    const file = join(placesOf().root, "notebooks", NOTEBOOK);
    const notebook = parseNotebook(readFileSync(file, "utf8"), NOTEBOOK);
    const cells = codeCells(notebook).map(({ source }) => textOf(source));
    const times: number[] = [];
    for (let i = 1; i <= Math.min(rounds, MAX_KERNELS); i++) {
      say(`kernel ${i} ...`);
      times.push(await untilPicture(cells));
    }
    const ms = spreadOf(times);
    const what = "start of the kernel to the first plot of notebook 00";
    const row = [what, ms.median / 1000, ms.min / 1000, ms.q3 / 1000];
    return { text: table(["s", "median", "min", "3rd quartile"], [row]), figures: { ms } };
  },
};
