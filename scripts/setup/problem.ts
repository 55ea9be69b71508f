/** What to type to get something that is missing, by system. */
export interface Remedy {
  readonly debian: string;
  readonly macos: string;
  readonly windows: string;
}

/** Something is missing or wrong on this machine that the user can put right; shown without a stack trace. */
export class SetupProblem extends Error {
  override readonly name = "SetupProblem";

  /**
   * @param what what came and what was expected
   * @param remedy what to do about it
   * @param avoidable whether the set-up may go on another way. @default false
   */
  constructor(
    what: string,
    remedy?: Remedy | string,
    readonly avoidable: boolean = false,
  ) {
    super(remedy === undefined ? what : `${what}\n${describeRemedy(remedy)}`);
  }
}

/** A remedy as indented lines of text. */
export function describeRemedy(remedy: Remedy | string): string {
  if (typeof remedy === "string") return `  ${remedy}`;
  return [
    `  Debian/Ubuntu: ${remedy.debian}`,
    `  macOS:         ${remedy.macos}`,
    `  Windows:       ${remedy.windows}`,
  ].join("\n");
}

export const pythonRemedy: Remedy = {
  debian: "sudo apt-get install python3 python3-venv",
  macos: "brew install python@3.12",
  windows: "winget install Python.Python.3.12",
};

export const compilerRemedy: Remedy = {
  debian: "sudo apt-get install g++",
  macos: "xcode-select --install",
  windows: "use WSL 2 (wsl --install), then: sudo apt-get install g++",
};

export const chromiumRemedy: Remedy = {
  debian: "sudo apt-get install chromium",
  macos: "brew install --cask chromium",
  windows: "winget install Hibbiki.Chromium",
};
