/** Folder of the report, and of the copies that Stryker works in; git-ignored. */
export const WORK_FOLDER = ".local/mutation";

/** Share of the mutants that must be killed, in percent. */
export const LEAST_SCORE = 90;

/** Not mutated: lists of exports, and mathjs' loader. */
const EXCEPT = ["!lib/math/**/index.ts", "!lib/math/mathjs.ts"];

/** What a mutation run covers: all of lib/math, or the files of it that are named ("kl", "schedules/cosine"). */
export function mutatedFiles(names: readonly string[]): string[] {
  if (names.length === 0) return ["lib/math/**/*.ts", ...EXCEPT];
  return names.map((name) => `lib/math/${name.replace(/\.ts$/, "")}.ts`);
}

/** Stryker's options. */
export function strykerOptions(names: readonly string[]): Record<string, unknown> {
  return {
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "scripts/mutation/vitest.config.mts", related: true },
    mutate: mutatedFiles(names),
    // Messages are asserted by the tests; a changed word of them is no changed mathematics.
    mutator: { excludedMutations: ["StringLiteral"] },
    ignoreStatic: true,
    concurrency: 2,
    coverageAnalysis: "perTest",
    reporters: ["clear-text", "html", "json", "progress"],
    clearTextReporter: { allowColor: false, reportTests: false },
    htmlReporter: { fileName: `${WORK_FOLDER}/report.html` },
    jsonReporter: { fileName: `${WORK_FOLDER}/report.json` },
    tempDirName: `${WORK_FOLDER}/sandbox`,
    ignorePatterns: ["data", "notebooks", "docs", "lib/dist", ".local"],
    thresholds: { high: 95, low: LEAST_SCORE, break: LEAST_SCORE },
    allowEmpty: false,
  };
}
