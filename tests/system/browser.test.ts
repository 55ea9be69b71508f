import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { findChromium, launchChromium } from "../../scripts/notebooks/browser/chromium";
import {
  figurePixels,
  hasSlider,
  makeInteractive,
  moveSlider,
} from "../../scripts/notebooks/browser/figure";
import { LabPage } from "../../scripts/notebooks/browser/labPage";
import { type LabServer, startLab } from "../../scripts/notebooks/browser/labServer";
import { contentOf, differingShare } from "../../scripts/notebooks/browser/pixels";
import {
  codeCells,
  parseNotebook,
  PLOTLY,
  serializeNotebook,
} from "../../scripts/notebooks/notebook";
import { withoutOutputs } from "../../scripts/notebooks/clean";
import { notebookFolder } from "../../scripts/setup/jupyter";
import { placesOf } from "../../scripts/setup/paths";
import { freshNotebook } from "../notebooks/fixtures";
import { needs, nativeReason } from "../notebooks/needs";

const LIMIT = 900; // seconds for Run All on a loaded machine; the notebooks' own limit is tested elsewhere
const places = placesOf();
const screenshots = join(places.local, "screenshots");
const chromium = findChromium();
const NO_CHROMIUM = "no Chromium or Chrome was found: sudo apt-get install chromium";

let folder: string;
let server: LabServer;
let browser: Browser;

/** A copy of a notebook, without its outputs, where JupyterLab may write. */
function copyFresh(name: string): void {
  const text = readFileSync(join(notebookFolder(places), name), "utf8");
  const fresh = withoutOutputs(parseNotebook(text, name));
  writeFileSync(join(folder, "fresh", name), serializeNotebook(fresh));
}

beforeAll(async () => {
  if (chromium === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  mkdirSync(join(places.local, "notebooks"), { recursive: true });
  folder = mkdtempSync(join(places.local, "notebooks", "browser-"));
  for (const name of ["fresh", "saved"]) mkdirSync(join(folder, name));
  browser = await launchChromium();
  server = await startLab({ folder: join(folder, "fresh"), state: join(folder, "state") });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Every figure shows something, whether drawn or as a picture. */
async function expectDrawn(figures: readonly Locator[], name: string): Promise<void> {
  for (const [index, figure] of figures.entries()) {
    const { colours } = contentOf(await figurePixels(figure));
    await figure.screenshot({ path: join(screenshots, `${name}-figure-${index + 1}.png`) });
    expect(colours, `colours in figure ${index + 1} of ${name}`).toBeGreaterThanOrEqual(3);
  }
}

/** Every slider changes the picture and its label. */
async function expectSliding(figures: readonly Locator[]): Promise<number> {
  let sliders = 0;
  for (const figure of figures) {
    if (!(await hasSlider(figure))) continue;
    sliders++;
    const start = await moveSlider(figure, 0);
    const end = await moveSlider(figure, 1);
    expect(end.label).not.toBe(start.label);
    expect(differingShare(start.pixels, end.pixels), "changed pixels").toBeGreaterThan(0.01);
  }
  return sliders;
}

describe.each([
  { name: "00-start-here", native: false, trains: true },
  { name: "02-forward-process", native: false, trains: false },
  { name: "05-ddpm", native: true, trains: true },
])("$name in JupyterLab", { timeout: 1000 * LIMIT + 300_000 }, ({ name, native, trains }) => {
  const file = `${name}.ipynb`;
  let lab: LabPage;

  const wanted = async (context: TestContext): Promise<void> => {
    needs(context, chromium === undefined ? NO_CHROMIUM : undefined);
    if (native) needs(context, await nativeReason());
    context.onTestFailed(async () => {
      await lab?.page.screenshot({ path: join(screenshots, `${name}-failed.png`) });
    });
  };

  afterAll(() => lab?.close());

  it("runs all cells without an error, and shows its progress", async (context) => {
    await wanted(context);
    copyFresh(file);
    lab = await LabPage.open(browser, server, file);
    await lab.runAll(LIMIT);
    await lab.page.screenshot({ path: join(screenshots, `${name}-run.png`) });
    expect(await lab.errors()).toEqual([]);
    const prompts = await lab.prompts();
    expect(prompts).toEqual(prompts.map((_, index) => `[${index + 1}]:`));
    if (trains)
      expect((await lab.progressSeen()).length, "states of progress bars").toBeGreaterThan(0);
  });

  it("shows all code without scrolling sideways", async (context) => {
    await wanted(context);
    const hidden = await lab.page.evaluate(() =>
      [...document.querySelectorAll(".jp-CodeCell .cm-scroller")]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map(({ textContent }) => textContent),
    );
    expect(hidden).toEqual([]);
  });

  it("draws every figure, and the sliders move them", async (context) => {
    await wanted(context);
    const figures = await lab.figures();
    await expectDrawn(figures, name);
    expect(await expectSliding(figures), "figures with a slider").toBeGreaterThan(0);
    await lab.save();
    const saved = parseNotebook(readFileSync(join(folder, "fresh", file), "utf8"), file);
    const outputs = codeCells(saved).flatMap((cell) => cell.outputs ?? []);
    const plots = outputs.filter(({ data }) => data?.[PLOTLY] !== undefined);
    expect(figures).toHaveLength(plots.length);
  });

  it("asks nothing of the network", async (context) => {
    await wanted(context);
    expect(lab.outsideRequests).toEqual([]);
  });

  it("shows its figures when opened again, untrusted", async (context) => {
    await wanted(context);
    const before = (await lab.figures()).length;
    copyFileSync(join(folder, "fresh", file), join(folder, "saved", file));
    const state = join(folder, `state-${name}`);
    const stranger = await startLab({ folder: join(folder, "saved"), state });
    try {
      const { cells } = await stranger.read(file);
      expect(cells.some(({ metadata }) => metadata.trusted === true)).toBe(false);
      const again = await LabPage.open(browser, stranger, file);
      const figures = await again.figures();
      expect(figures).toHaveLength(before);
      await expectDrawn(figures, `${name}-untrusted`);
      for (const figure of figures) await makeInteractive(figure);
      expect(await expectSliding(figures), "figures with a slider").toBeGreaterThan(0);
      expect(again.outsideRequests).toEqual([]);
      await again.close();
    } finally {
      await stranger.stop();
    }
  });
});

it(
  "sees an error, and a request that leaves this machine, where there is one",
  { timeout: 600_000 },
  async (context) => {
    needs(context, chromium === undefined ? NO_CHROMIUM : undefined);
    const broken = freshNotebook(["console.log(1);", 'throw new Error("on purpose");', "3;"]);
    writeFileSync(join(folder, "fresh", "broken.ipynb"), serializeNotebook(broken));
    const lab = await LabPage.open(browser, server, "broken.ipynb");
    await lab.runAll(LIMIT);
    expect((await lab.errors()).join()).toContain("on purpose");
    expect((await lab.prompts()).slice(0, 2)).toEqual(["[1]:", "[2]:"]);
    await lab.page.evaluate(() => fetch("http://nowhere.invalid/").catch(() => undefined));
    expect(lab.outsideRequests).toEqual(["http://nowhere.invalid/"]);
    await lab.close();
  },
);
