/** Answers to the exercises of the source notebook beside this file. */

function mean(body: string): string {
  return `function mean(values: readonly number[]): number {\n  ${body}\n}`;
}

const refused = 'if (values.length === 0) throw new RangeError("no numbers");\n  ';

function snr(body: string): string {
  return `function snr(alphaBar: number): number {\n  ${body}\n}`;
}

function variance(body: string): string {
  return `function variance(values: readonly number[]): number {\n  ${body}\n}`;
}

/** Right ones, other than the source's. */
export const ANSWERS = {
  mean: mean(
    `${refused}let sum = 0;\n  for (const x of values) sum += x;\n  return sum / values.length;`,
  ),
  snr: snr("return 1 / (1 / alphaBar - 1);"),
  variance: variance("return mean(values.map((x) => x * x)) - mean(values) ** 2;"),
} as const;

/** Plausible wrong ones. */
export const WRONG = {
  mean: [
    mean("return values.reduce((sum, x) => sum + x, 0) / values.length;"),
    mean(`${refused}return values.reduce((sum, x) => sum + Math.abs(x), 0) / values.length;`),
  ],
  snr: [
    snr("return (1 - alphaBar) / alphaBar;"),
    snr("return Math.sqrt(alphaBar / (1 - alphaBar));"),
  ],
  variance: [
    variance("return mean(values.map((x) => Math.abs(x - mean(values))));"),
    variance(
      "return mean(values.map((x) => (x - mean(values)) ** 2)) * (values.length / (values.length - 1));",
    ),
  ],
} as const;
