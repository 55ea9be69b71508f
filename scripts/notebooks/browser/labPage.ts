import { randomUUID } from "node:crypto";
import type { Browser, BrowserContext, Locator, Page, Response } from "playwright-core";
import type { NotebookCell } from "../notebook";
import type { LabServer } from "./labServer";

const CELLS = ".jp-Notebook .jp-CodeCell";
/** JupyterLab shows an error as it shows what is printed on stderr. */
const ERRORS = ["error", "stderr"]
  .map((kind) => `.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.${kind}"]`)
  .join(", ");
/** Milliseconds for anything but a run: the first start of JupyterLab on a loaded machine is slow. */
const PATIENCE = 300_000;

/** Notes in the page which progress bars were seen on their way. */
function observeProgress(): void {
  const seen = new Set<string>();
  Object.assign(window, { dgmProgress: seen });
  const look = (): void => {
    for (const bar of document.querySelectorAll("progress"))
      if (bar.value < bar.max) seen.add(`${bar.value} of ${bar.max}`);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

function isCode(cell: NotebookCell): boolean {
  return cell.cell_type === "code";
}

function isSave(response: Response): boolean {
  return response.request().method() === "PUT" && response.url().includes("/api/contents/");
}

/** How the cells of a notebook stand: the texts beside them. */
function prompts(selector: string): string[] {
  return [...document.querySelectorAll(selector)]
    .filter((cell) => cell.querySelector(".cm-content")?.textContent?.trim() !== "")
    .map((cell) => cell.querySelector(".jp-InputPrompt")?.textContent?.trim() ?? "");
}

/** A notebook open in JupyterLab, in a browser profile of its own. */
export class LabPage {
  /** Addresses outside of this machine that the page asked for. */
  readonly outsideRequests: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    context.on("request", (request) => this.#note(request.url()));
    page.on("websocket", (socket) => this.#note(socket.url()));
  }

  /** Opens a notebook of the server's folder. */
  static async open(browser: Browser, server: LabServer, name: string): Promise<LabPage> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(observeProgress);
    const lab = new LabPage(context, await context.newPage());
    // A workspace of its own: JupyterLab would open what was open before as well.
    const workspace = `${server.origin}/lab/workspaces/${randomUUID()}`;
    await lab.page.goto(`${workspace}/tree/${name}?token=${server.token}`, { timeout: PATIENCE });
    await lab.page.waitForFunction(
      ([selector, count]) => document.querySelectorAll(selector).length === count,
      [CELLS, (await server.read(name)).cells.filter(isCode).length] as const,
    );
    return lab;
  }

  #note(address: string): void {
    const { protocol, hostname } = new URL(address);
    const local = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
    if (!local && !["data:", "blob:"].includes(protocol)) this.outsideRequests.push(address);
  }

  async #menu(menu: string, entry: string): Promise<void> {
    await this.page.getByRole("menuitem", { name: menu, exact: true }).click();
    await this.page.locator(".lm-Menu-itemLabel").getByText(entry, { exact: true }).click();
  }

  /** Chooses Run All Cells and waits until no cell runs; after an error the cells that follow are not run. */
  async runAll(limitSeconds: number): Promise<void> {
    // Whoever runs a cell before the kernel is there is asked which one to take.
    await this.page.locator("#jp-main-statusbar").getByText("TypeScript (dgm) | Idle").waitFor();
    await this.#menu("Run", "Run All Cells");
    const ended = ([cells, errors]: string[]): boolean => {
      const texts = [...document.querySelectorAll(`${cells} .jp-InputPrompt`)].map((prompt) =>
        (prompt.textContent ?? "").trim(),
      );
      const numbers = texts.filter((text) => /^\[\d+\]:?$/.test(text ?? ""));
      const failed = document.querySelector(errors!) !== null;
      return !texts.some((text) => text?.includes("*")) && (failed || numbers.length === texts.length);
    };
    await this.page.waitForFunction(ended, [CELLS, ERRORS], {
      timeout: limitSeconds * 1000,
      polling: 200,
    });
  }

  /** The text beside each code cell that has code: "[3]:" once it has run. */
  prompts(): Promise<string[]> {
    return this.page.evaluate(prompts, CELLS);
  }

  /** What is shown in red, errors and what was printed on stderr, as it reads. */
  errors(): Promise<string[]> {
    return this.page.locator(ERRORS).allInnerTexts();
  }

  /** Progress bars that were seen before they were full. */
  progressSeen(): Promise<string[]> {
    return this.page.evaluate(() => [
      ...(window as unknown as { dgmProgress: Set<string> }).dgmProgress,
    ]);
  }

  /** The plotly figures, drawn or as pictures. */
  figures(): Promise<Locator[]> {
    return this.page.locator(".jp-RenderedPlotly").all();
  }

  /**
   * Saves the notebook and waits until the server has written it.
   * @throws Error when the server refuses, or does not answer at the third time
   */
  async save(): Promise<void> {
    // JupyterLab passes over a wish to save while it saves by itself: then it is asked again.
    for (let attempt = 1; attempt <= 3; attempt++) {
      const written = this.page
        .waitForResponse(isSave, { timeout: 30_000 })
        .catch((error: Error) => error);
      await this.#menu("File", "Save Notebook");
      const response = await written;
      if (response instanceof Error) continue;
      if (response.ok()) return;
      throw new Error(`JupyterLab did not save: status ${response.status()}`);
    }
    throw new Error("JupyterLab did not save: it sent nothing to the server, three times");
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
