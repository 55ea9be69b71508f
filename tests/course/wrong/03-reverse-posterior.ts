/** Plausible wrong answers to the exercises of notebook 03, by the grade_id of their answer cell. */

function variances(body: string): string {
  return `function posteriorVariances(betas: readonly number[]): number[] {\n  ${body}\n}`;
}

function product(body: string): string {
  return (
    "type Bell = { mean: number; variance: number };\n" +
    "function bellProduct(first: Bell, second: Bell): { mean: number; variance: number; mass: number } {\n" +
    `  const sum = first.variance + second.variance;\n  ${body}\n}`
  );
}

function noiseForm(body: string): string {
  return (
    "function noiseFormMean(betas: readonly number[], t: number, xt: readonly number[], epsilon: readonly number[]): number[] {\n" +
    `  const beta = betas[t - 1];\n  ${body}\n}`
  );
}

function logVariance(body: string): string {
  return `function clippedLogVariance(betas: readonly number[]): number[] {\n  ${body}\n}`;
}

function coin(body: string): string {
  return `function coinDenoiser(xt: number, bar: number, p: number): number {\n  ${body}\n}`;
}

const walk = (variance: string) =>
  `let barBefore = 1;\n  return betas.map((beta) => {\n    const bar = barBefore * (1 - beta);\n` +
  `    const variance = ${variance};\n    barBefore = bar;\n    return variance;\n  });`;

const bar = "const bar = betas.slice(0, t).reduce((product, b) => product * (1 - b), 1);\n  ";

const normals =
  "const heads = Math.exp(-((xt - Math.sqrt(bar)) ** 2) / (2 * (1 - bar)));\n" +
  "  const tails = Math.exp(-((xt + Math.sqrt(bar)) ** 2) / (2 * (1 - bar)));\n  ";

export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "posterior-variances": [
    variances(walk("((1 - bar) / (1 - barBefore)) * beta")), // upside down: infinite at t = 1
    variances("return [...betas];"), // "β̃ is about β"
    variances(walk("barBefore === 1 ? beta : ((1 - barBefore) / (1 - bar)) * beta")), // β₁ at t = 1
    variances(walk("((1 - barBefore) / (1 - bar)) * (1 - beta)")), // α in the place of β
    variances(walk("1 / ((1 - beta) / beta + 1 / (1 - barBefore)) || beta")), // 0 replaced by β
  ],
  "bell-product": [
    // means weighted by the variances, not by the precisions
    product(
      "return { mean: (first.mean * first.variance + second.mean * second.variance) / sum,\n" +
        "    variance: (first.variance * second.variance) / sum,\n" +
        "    mass: Math.exp(-((first.mean - second.mean) ** 2) / (2 * sum)) / Math.sqrt(2 * Math.PI * sum) };",
    ),
    // the mass forgotten
    product(
      "return { mean: (first.mean * second.variance + second.mean * first.variance) / sum,\n" +
        "    variance: (first.variance * second.variance) / sum, mass: 1 };",
    ),
    // the variances added, as for a sum of two numbers
    product(
      "return { mean: (first.mean * second.variance + second.mean * first.variance) / sum, variance: sum,\n" +
        "    mass: Math.exp(-((first.mean - second.mean) ** 2) / (2 * sum)) / Math.sqrt(2 * Math.PI * sum) };",
    ),
  ],
  "noise-form-mean": [
    noiseForm("return xt.map((x, i) => (x - Math.sqrt(beta) * epsilon[i]) / Math.sqrt(1 - beta));"),
    noiseForm(
      `${bar}return xt.map((x, i) => (x - Math.sqrt(1 - bar) * epsilon[i]) / Math.sqrt(1 - beta));`,
    ),
    noiseForm(
      `${bar}return xt.map((x, i) => (x - (beta / (1 - bar)) * epsilon[i]) / Math.sqrt(1 - beta));`,
    ),
    noiseForm(
      "const bar = betas.slice(0, t - 1).reduce((product, b) => product * (1 - b), 1);\n" +
        "  return xt.map((x, i) => (x - (beta / Math.sqrt(1 - bar)) * epsilon[i]) / Math.sqrt(1 - beta));",
    ),
  ],
  "clipped-log-variance": [
    // the infinite first entry left
    logVariance(walk("Math.log(((1 - barBefore) / (1 - bar)) * beta)")),
    // the digits of tiny betas lost
    logVariance(
      'if (betas.length < 2) throw new RangeError("one step");\n  let barBefore = 1;\n' +
        "  const logs = betas.map((beta) => {\n    const bar = barBefore * (1 - beta);\n" +
        "    const value = Math.log(((1 - barBefore) / (1 - bar)) * beta);\n    barBefore = bar;\n" +
        "    return value;\n  });\n  return [logs[1], ...logs.slice(1)];",
    ),
    // a floor in the place of the second entry, and a single step accepted
    logVariance(
      "let before = 0;\n  return betas.map((beta) => {\n    const noise = (1 - beta) * before + beta;\n" +
        "    const value = Math.log(Math.max((before / noise) * beta, 1e-20));\n    before = noise;\n" +
        "    return value;\n  });",
    ),
  ],
  "coin-denoiser": [
    coin("return Math.tanh((Math.sqrt(bar) * xt) / (1 - bar));"), // p forgotten
    coin("return Math.tanh((bar * xt) / (1 - bar) + Math.log(p / (1 - p)) / 2);"), // ᾱ without its root
    coin("return Math.tanh((Math.sqrt(bar) * xt) / (1 - bar) + Math.log(p / (1 - p)));"), // log-odds not halved
    coin(
      `${normals}return (p * heads - (1 - p) * tails) / (p * heads + (1 - p) * tails);`, // 0/0 far out
    ),
  ],
};
