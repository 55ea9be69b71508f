/** Wrong answers to the exercises of notebook 02, by the answer cell's grade_id. */

const merge = (body: string): string =>
  `function mergeSteps(betas: readonly number[], s: number, t: number): { scale: number; variance: number } {
  ${body}
}`;

const curve = (body: string): string =>
  `function betasOfCurve(f: (u: number) => number, T: number, maxBeta: number): number[] {
  ${body}
}`;

const logSnr = (body: string): string =>
  `function betasOfLogSnr(lambdas: readonly number[]): number[] {
  ${body}
}`;

const fromV = (body: string): string =>
  `function fromVelocity(
  v: readonly number[],
  xt: readonly number[],
  alphaBar: number,
): { x0: number[]; epsilon: number[]; score: number[] } {
  const [a, s] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  ${body}
}`;

const prior = (body: string): string =>
  `function priorBitsPerDim(x0: readonly number[], betas: readonly number[]): number {
  const bar = betas.reduce((product, beta) => product * (1 - beta), 1);
  const square = x0.reduce((sum, x) => sum + x * x, 0) / x0.length;
  ${body}
}`;

export const WRONG: Readonly<Record<string, readonly string[]>> = {
  merge: [
    // variances added without fading what is there already
    merge(
      `const kept = betas.slice(s, t);
  return { scale: Math.sqrt(kept.reduce((p, b) => p * (1 - b), 1)), variance: kept.reduce((sum, b) => sum + b, 0) };`,
    ),
    // one step too early
    merge(
      `let [scale, variance] = [1, 0];
  for (let i = Math.max(0, s - 1); i < t; i++) {
    scale *= Math.sqrt(1 - betas[i]);
    variance = (1 - betas[i]) * variance + betas[i];
  }
  return { scale, variance };`,
    ),
    // right by the formula, but 1 − product loses small variances
    merge(
      `const bar = betas.slice(s, t).reduce((p, b) => p * (1 - b), 1);
  return { scale: Math.sqrt(bar), variance: 1 - bar };`,
    ),
    // a ratio of products, 0/0 after a beta of 1
    merge(
      `const bar = (n: number) => betas.slice(0, n).reduce((p, b) => p * (1 - b), 1);
  let variance = 0;
  for (let i = s; i < t; i++) variance = (1 - betas[i]) * variance + betas[i];
  return { scale: Math.sqrt(bar(t) / bar(s)), variance };`,
    ),
    // the scale without its root
    merge(
      `let [scale, variance] = [1, 0];
  for (let i = s; i < t; i++) {
    scale *= 1 - betas[i];
    variance = (1 - betas[i]) * variance + betas[i];
  }
  return { scale, variance };`,
    ),
  ],
  curve: [
    // counted from t = 0
    curve(
      "return Array.from({ length: T }, (_, i) => Math.min(1 - f(i / T) / f(Math.max(0, i - 1) / T), maxBeta));",
    ),
    // no cap
    curve("return Array.from({ length: T }, (_, i) => 1 - f((i + 1) / T) / f(i / T));"),
    // 1 − ᾱ in place of β
    curve(
      "return Array.from({ length: T }, (_, i) => Math.min(1 - f((i + 1) / T) / f(0), maxBeta));",
    ),
    // f(0) taken to be 1
    curve(
      `let before = 1;
  return Array.from({ length: T }, (_, i) => {
    const bar = f((i + 1) / T);
    const beta = Math.min(1 - bar / before, maxBeta);
    before = bar;
    return beta;
  });`,
    ),
    // the cap carried into later steps
    curve(
      `let before = 1;
  return Array.from({ length: T }, (_, i) => {
    const beta = Math.min(1 - f((i + 1) / T) / f(0) / before, maxBeta);
    before *= 1 - beta;
    return beta;
  });`,
    ),
  ],
  "log-snr": [
    // all digits lost where ᾱ is nearly 1
    logSnr(
      `const bars = lambdas.map((l) => 1 / (1 + Math.exp(-l)));
  return bars.map((bar, i) => 1 - bar / (i === 0 ? 1 : bars[i - 1]));`,
    ),
    // λ taken as the logarithm to base 10
    logSnr(
      `return lambdas.map((l, i) => {
    const [before, after] = [i === 0 ? 0 : 10 ** -lambdas[i - 1], 10 ** -l];
    return (after - before) / (1 + after);
  });`,
    ),
    // 1 − ᾱ in place of β
    logSnr("return lambdas.map((l) => 1 / (1 + Math.exp(l)));"),
    // divided by the step before
    logSnr(
      `return lambdas.map((l, i) => {
    const before = i === 0 ? 0 : Math.exp(-lambdas[i - 1]);
    return (Math.exp(-l) - before) / (1 + before);
  });`,
    ),
  ],
  "from-v": [
    // divides by a, which may be 0
    fromV(
      `const epsilon = v.map((vi, i) => s * xt[i] + a * vi);
  return { x0: epsilon.map((e, i) => (xt[i] - s * e) / a), epsilon, score: epsilon.map((e) => -e / s) };`,
    ),
    // v with the other sign
    fromV(
      `const epsilon = v.map((vi, i) => s * xt[i] - a * vi);
  return { x0: v.map((vi, i) => a * xt[i] + s * vi), epsilon, score: epsilon.map((e) => -e / s) };`,
    ),
    // the score over the variance
    fromV(
      `const epsilon = v.map((vi, i) => s * xt[i] + a * vi);
  return { x0: v.map((vi, i) => a * xt[i] - s * vi), epsilon, score: epsilon.map((e) => -e / s ** 2) };`,
    ),
    // the score without its sign
    fromV(
      `const epsilon = v.map((vi, i) => s * xt[i] + a * vi);
  return { x0: v.map((vi, i) => a * xt[i] - s * vi), epsilon, score: epsilon.map((e) => e / s) };`,
    ),
  ],
  prior: [
    // nats
    prior("return (bar * square - bar - Math.log1p(-bar)) / 2;"),
    // the mean taken as ᾱ x0, without the root
    prior("return (bar ** 2 * square - bar - Math.log1p(-bar)) / (2 * Math.LN2);"),
    // for the whole picture
    prior("return (x0.length * (bar * square - bar - Math.log1p(-bar))) / (2 * Math.LN2);"),
    // the mean alone
    prior("return (bar * square) / (2 * Math.LN2);"),
    // the wrong way round
    prior("return ((1 + bar * square) / (1 - bar) - 1 + Math.log1p(-bar)) / (2 * Math.LN2);"),
  ],
};
