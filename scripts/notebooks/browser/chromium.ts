import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Browser } from "playwright-core";
import { chromiumRemedy, SetupProblem } from "../../setup/problem";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((variable) => {
    const folder = process.env[variable];
    if (folder === undefined) return [];
    return ["Chromium", join("Google", "Chrome")].map((name) =>
      join(folder, name, "Application", "chrome.exe"),
    );
  }),
};

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Chromium or Chrome of this machine, or undefined.
 *
 * @param env its CHROMIUM, if set, is the only one looked for
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const wish = env.CHROMIUM;
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const names = wish === undefined || wish === "" ? NAMES : [wish];
  const known = wish === undefined || wish === "" ? (PLACES[process.platform] ?? []) : [];
  const candidates = names.flatMap((name) =>
    isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name)),
  );
  return [...candidates, ...known].find(isProgram);
}

/** Nothing that Chromium would ask of the network by itself, no profile questions. */
const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
];

/**
 * Starts this machine's Chromium, without a window.
 * @throws SetupProblem when there is none, with the command that installs it
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new SetupProblem("No Chromium or Chrome was found (CHROMIUM may name one).", chromiumRemedy);
  const { chromium } = await import("playwright-core");
  // Chromium's own sandbox does not work for root, as in containers.
  const args = process.getuid?.() === 0 ? [...ARGUMENTS, "--no-sandbox"] : ARGUMENTS;
  return chromium.launch({ executablePath, args, headless: true, timeout: 60_000 });
}
