import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Figure } from "../../lib/plot";

const CHROMIUM = "/usr/bin/chromium";

/** Whether tests in a browser are left out. Where everything must be tested, they are not. */
export const withoutChromium = !existsSync(CHROMIUM) && process.env["CI"] !== "true";

const QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update"];

export async function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", ...QUIET];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** A page on which plotly.js has drawn the figure, as JupyterLab's renderer does. */
export async function drawInBrowser(browser: Browser, figure: Figure): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent('<div id="figure"></div>');
  await page.addScriptTag({ path: createRequire(__filename).resolve("plotly.js-dist") });
  await page.evaluate(
    `(async ({ data, layout, config, frames }) => {
      await Plotly.newPlot("figure", data, layout, config);
      await Plotly.addFrames("figure", frames);
    })(${JSON.stringify(figure)})`,
  );
  return page;
}
