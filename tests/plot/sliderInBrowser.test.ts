import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { animatedScatter, imageSlider } from "../../lib/plot";
import { drawInBrowser, openBrowser, withoutChromium } from "./browser";

/** The red channel of the figure at a place of the page. */
async function brightness(page: Page, x: number, y: number): Promise<number> {
  const { data, width } = PNG.sync.read(await page.locator("#figure").screenshot());
  return data[4 * (y * width + x)]!;
}

async function clickRail(page: Page, share: number): Promise<void> {
  const rail = (await page.locator(".slider-rail-rect").boundingBox())!;
  await page.mouse.click(rail.x + share * rail.width, rail.y + rail.height / 2);
}

const reason = withoutChromium ? " (skipped: /usr/bin/chromium is not installed)" : "";

describe.skipIf(withoutChromium)(`a slider in Chromium${reason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });

  const shades = [0, 0.4, 0.8];
  const labels = ["t = 2", "t = 1", "t = 0"];
  const pictures = imageSlider({
    title: "Shades",
    frames: shades.map((shade) => new Float32Array(64).fill(shade)),
    labels,
    count: 1,
    height: 8,
    width: 8,
    channels: 1,
    gap: 0,
  });
  const cloud = animatedScatter({
    title: "Points",
    xLabel: "x",
    yLabel: "y",
    frames: [
      [0, 0],
      [1, 0.5],
    ],
    labels: ["t = 1", "t = 0"],
  });

  it("changes the picture, packed in the figure, as it is moved and as it plays", async () => {
    const page = await drawInBrowser(browser, pictures);
    const shade = (): Promise<number> => brightness(page, 240, 200);
    await expect.poll(shade).toBe(204);
    await clickRail(page, 0.01);
    await expect.poll(shade).toBe(0);
    expect(await page.locator(".slider-label").allTextContents()).toContain("t = 2");
    await clickRail(page, 0.5);
    await expect.poll(shade).toBe(102);
    await page.locator(".updatemenu-button").first().click();
    await expect.poll(shade).toBe(204);
    await page.close();
  });

  it("moves packed points", async () => {
    const page = await drawInBrowser(browser, cloud);
    const place = async (): Promise<string | null> =>
      page.locator(".scatterlayer path.point").getAttribute("transform");
    const before = await place();
    await clickRail(page, 0.01);
    await expect.poll(place).not.toBe(before);
    await page.close();
  });
});
