import type { Locator } from "playwright-core";
import { decodePng, type Pixels } from "./pixels";

const PLOT_AREA = ".nsewdrag";
const RAIL = ".slider-rail-rect";

/** What a figure looks like: within its axes where it is interactive, the whole of it where it is a picture. */
export async function figurePixels(figure: Locator): Promise<Pixels> {
  await figure.scrollIntoViewIfNeeded();
  await figure.locator("svg.main-svg, img").first().waitFor();
  const area = figure.locator(PLOT_AREA).first();
  const shown = (await area.count()) > 0 ? area : figure.locator("img").first();
  return decodePng(await shown.screenshot({ animations: "disabled" }));
}

/** A picture of a saved figure turns interactive when the mouse comes over it. */
export async function makeInteractive(figure: Locator): Promise<void> {
  await figure.scrollIntoViewIfNeeded();
  await figure.hover();
  await figure.locator("svg.main-svg").first().waitFor();
}

/** Whether a figure has a slider. */
export async function hasSlider(figure: Locator): Promise<boolean> {
  return (await figure.locator(RAIL).count()) > 0;
}

/**
 * Moves a figure's slider by the mouse.
 *
 * @param share where to, from 0 (the left end) to 1
 * @returns the text above the slider, and what the figure then looks like
 */
export async function moveSlider(
  figure: Locator,
  share: number,
): Promise<{ label: string; pixels: Pixels }> {
  const rail = figure.locator(RAIL).first();
  await rail.scrollIntoViewIfNeeded();
  const box = await rail.boundingBox();
  if (box === null) throw new Error("moveSlider: the slider is not visible");
  const { mouse } = figure.page();
  await mouse.click(box.x + (0.02 + 0.96 * share) * box.width, box.y + box.height / 2);
  await figure.page().waitForTimeout(500); // the new state is drawn within one or two frames
  const label = (await figure.locator(".slider-label").first().textContent()) ?? "";
  return { label, pixels: await figurePixels(figure) };
}
