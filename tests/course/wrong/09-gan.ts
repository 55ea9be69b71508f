/** Wrong answers to the exercises of notebook 09, by answer cell; its tests must reject each of them. */

const best = (body: string) => `function bestAnswer(p: number, q: number, real: number): number {
  ${body}
}`;

const value = (body: string) =>
  `function discreteValue(p: number[], q: number[], D: number[]): number {
  ${body}
}`;

const gradient = (
  body: string,
) => `function generatorGradient(logits: number[], slopes: number[], moves: number[],
  kind: "saturating" | "non-saturating"): number {
  const D = (l: number) => 1 / (1 + Math.exp(-l));
  ${body}
}`;

const brakes = (
  approach: string,
  brake: string,
) => `function approach(gamma: number, s: number): number {
  ${approach}
}

function bestBrake(s: number): number {
  ${brake}
}`;

const rightApproach = "return gamma / 2 - Math.sqrt(Math.max(0, gamma ** 2 / 4 - s ** 2));";

export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "best-answer": [
    // made and real exchanged
    best(`const [a, b] = [real * p, (1 - real) * q];
  return a + b === 0 ? real : b / (a + b);`),
    // equal shares always
    best("return p + q === 0 ? real : p / (p + q);"),
    // the share counted at the end, and not with the density
    best("return p + q === 0 ? real : (2 * real * p) / (p + q);"),
    // nothing for places where nothing occurs
    best("return (real * p) / (real * p + (1 - real) * q);"),
  ],
  "discrete-value": [
    // 0 · log 0 is NaN
    value("return D.reduce((sum, d, k) => sum + p[k] * Math.log(d) + q[k] * Math.log(1 - d), 0);"),
    // the score of an average example: half of it
    value(`const term = (weight: number, log: number) => (weight === 0 ? 0 : weight * log);
  return D.reduce((sum, d, k) => sum + term(p[k], Math.log(d)) + term(q[k], Math.log(1 - d)), 0) / 2;`),
    // in bits
    value(`const term = (weight: number, log: number) => (weight === 0 ? 0 : weight * log);
  return D.reduce((sum, d, k) => sum + term(p[k], Math.log2(d)) + term(q[k], Math.log2(1 - d)), 0);`),
    // both expectations over the data
    value(`const term = (weight: number, log: number) => (weight === 0 ? 0 : weight * log);
  return D.reduce((sum, d, k) => sum + term(p[k], Math.log(d)) + term(p[k], Math.log(1 - d)), 0);`),
    // certainty that is wrong is forgiven
    value(`const safe = (d: number) => Math.log(Math.max(d, 1e-300));
  return D.reduce((sum, d, k) => sum + p[k] * safe(d) + q[k] * safe(1 - d), 0);`),
  ],
  "generator-gradient": [
    // the two losses exchanged
    gradient(`const pull = (l: number) => (kind === "saturating" ? -D(-l) : -D(l));
  return logits.reduce((sum, l, i) => sum + pull(l) * slopes[i] * moves[i], 0) / logits.length;`),
    // uphill
    gradient(`const pull = (l: number) => (kind === "saturating" ? D(l) : D(-l));
  return logits.reduce((sum, l, i) => sum + pull(l) * slopes[i] * moves[i], 0) / logits.length;`),
    // the sum in the place of the mean
    gradient(`const pull = (l: number) => (kind === "saturating" ? -D(l) : -D(-l));
  return logits.reduce((sum, l, i) => sum + pull(l) * slopes[i] * moves[i], 0);`),
    // the slope of the logit forgotten
    gradient(`const pull = (l: number) => (kind === "saturating" ? -D(l) : -D(-l));
  return logits.reduce((sum, l, i) => sum + pull(l) * moves[i], 0) / logits.length;`),
    // the derivatives for D, not for the logit
    gradient(`const pull = (l: number) => (kind === "saturating" ? -1 / (1 - D(l)) : -1 / D(l));
  return logits.reduce((sum, l, i) => sum + pull(l) * slopes[i] * moves[i], 0) / logits.length;`),
    // a quotient that overflows for large logits
    gradient(`const pull = (l: number) =>
    kind === "saturating" ? -Math.exp(l) / (1 + Math.exp(l)) : -Math.exp(-l) / (1 + Math.exp(-l));
  return logits.reduce((sum, l, i) => sum + pull(l) * slopes[i] * moves[i], 0) / logits.length;`),
  ],
  approach: [
    // the faster of the two eigenvalues
    brakes("return gamma / 2 + Math.sqrt(Math.max(0, gamma ** 2 / 4 - s ** 2));", "return 2 * s;"),
    // γ/2 for every brake
    brakes("return gamma / 2;", "return 2 * s;"),
    // s = ½ always
    brakes("return gamma / 2 - Math.sqrt(Math.max(0, gamma ** 2 / 4 - 0.25));", "return 2 * s;"),
    // the best brake of the game with s = ½
    brakes(rightApproach, "return 1;"),
    // the harder the better
    brakes(rightApproach, "return 1e6;"),
  ],
};
