import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { placesOf } from "../../setup/paths";
import { withoutOutputs } from "../clean";
import { parseNotebook, serializeNotebook } from "../notebook";
import { listNotebooks } from "../select";
import { launchChromium } from "./chromium";
import { figurePixels, hasSlider, moveSlider } from "./figure";
import { LabPage } from "./labPage";
import { type LabServer, startLab } from "./labServer";

/** A picture on a project's front page should load at once. */
const MAX_BYTES = 400_000;
/** Seconds that Run All may take. */
const LIMIT = 900;
/** Where the slider stands: the strokes are there, the noise is not gone. */
const SLIDER = 0.75;

/** Copies the notebooks of a folder, without outputs, to where JupyterLab may write. */
function copyNotebooks(from: string, to: string): void {
  for (const file of listNotebooks(from)) {
    const name = basename(file);
    const notebook = withoutOutputs(parseNotebook(readFileSync(file, "utf8"), name));
    writeFileSync(join(to, name), serializeNotebook(notebook));
  }
}

/** Runs a notebook and takes a picture of its last figure, with the slider moved where there is one. */
async function pictureOf(server: LabServer, name: string): Promise<Uint8Array> {
  const browser = await launchChromium();
  try {
    const lab = await LabPage.open(browser, server, name);
    await lab.runAll(LIMIT);
    const errors = await lab.errors();
    if (errors.length > 0) throw new Error(`${name} failed: ${errors[0]}`);
    const figure = (await lab.figures()).pop();
    if (figure === undefined) throw new Error(`${name} has no figure to take a picture of`);
    if (await hasSlider(figure)) await moveSlider(figure, SLIDER);
    else await figurePixels(figure);
    await lab.page.mouse.move(0, 0);
    await figure.evaluate((element) => element.scrollIntoView({ block: "end" }));
    await lab.page.waitForTimeout(1000);
    return await lab.page.screenshot();
  } finally {
    await browser.close();
  }
}

/**
 * Takes a picture of JupyterLab with a notebook that has just been run, for the README.
 *
 * @param file the notebook; it stays as it is
 * @param target the PNG to write, 1400 x 900 pixels
 * @throws Error when a cell fails, or the picture has more than 400 KB
 * @throws SetupProblem when there is no Chromium
 */
export async function takeScreenshot(file: string, target: string): Promise<void> {
  const parent = join(placesOf().local, "notebooks");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "screenshot-"));
  const shown = join(folder, "notebooks");
  mkdirSync(shown);
  copyNotebooks(dirname(file), shown);
  const server = await startLab({ folder: shown, state: join(folder, "state") });
  try {
    const png = await pictureOf(server, basename(file));
    if (png.length > MAX_BYTES)
      throw new Error(
        `the picture has ${Math.round(png.length / 1000)} KB, more than the ${MAX_BYTES / 1000} KB that a README ` +
          "should carry; choose a notebook whose last figure is simpler",
      );
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, png);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
