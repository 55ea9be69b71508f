/** Wrong answers to the exercises of notebook 07, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "langevin-variance": [
    // the formula of variance 1, scaled
    "function langevinVariance(h: number, v: number): number { return h >= 4 * v ? Infinity : v / (1 - h / 4); }",
    // no limit: negative variances beyond it
    "function langevinVariance(h: number, v: number): number { return v / (1 - h / (4 * v)); }",
    // no bias at all
    "function langevinVariance(h: number, v: number): number { return h >= 4 * v ? Infinity : v; }",
    // the limit of one step that only flips the sign, h = 2v
    "function langevinVariance(h: number, v: number): number { return h >= 2 * v ? Infinity : v / (1 - h / (4 * v)); }",
  ],
  "implicit-loss": [
    // the sign of the integration by parts
    `function implicitLoss(points: number[], mean: number, variance: number): number {
  return points.reduce((sum, x) => sum + ((x - mean) / variance) ** 2 / 2 + 1 / variance, 0) / points.length;
}`,
    // without the half
    `function implicitLoss(points: number[], mean: number, variance: number): number {
  return points.reduce((sum, x) => sum + ((x - mean) / variance) ** 2 - 1 / variance, 0) / points.length;
}`,
    // the sum in the place of the mean
    `function implicitLoss(points: number[], mean: number, variance: number): number {
  return points.reduce((sum, x) => sum + ((x - mean) / variance) ** 2 / 2 - 1 / variance, 0);
}`,
    // the square over the variance, as in the density
    `function implicitLoss(points: number[], mean: number, variance: number): number {
  return points.reduce((sum, x) => sum + (x - mean) ** 2 / variance / 2 - 1 / variance, 0) / points.length;
}`,
  ],
  "reverse-step": [
    // half the score whatever the noise
    `function reverseStep(x: number, score: number, beta: number, h: number, lambda: number, z: number): number {
  return x + h * ((beta * x) / 2 + (beta * score) / 2) + lambda * Math.sqrt(beta * h) * z;
}`,
    // the whole score whatever the noise
    `function reverseStep(x: number, score: number, beta: number, h: number, lambda: number, z: number): number {
  return x + h * ((beta * x) / 2 + beta * score) + lambda * Math.sqrt(beta * h) * z;
}`,
    // noise of the length of the step, not of its root
    `function reverseStep(x: number, score: number, beta: number, h: number, lambda: number, z: number): number {
  return x + h * ((beta * x) / 2 + ((1 + lambda ** 2) * beta * score) / 2) + lambda * Math.sqrt(beta) * h * z;
}`,
    // the drift of the forward process
    `function reverseStep(x: number, score: number, beta: number, h: number, lambda: number, z: number): number {
  return x + h * ((-beta * x) / 2 + ((1 + lambda ** 2) * beta * score) / 2) + lambda * Math.sqrt(beta * h) * z;
}`,
    // λ in the place of λ²
    `function reverseStep(x: number, score: number, beta: number, h: number, lambda: number, z: number): number {
  return x + h * ((beta * x) / 2 + ((1 + lambda) * beta * score) / 2) + lambda * Math.sqrt(beta * h) * z;
}`,
  ],
  "trace-estimate": [
    // the second multiplication with r forgotten
    `function traceEstimate(product: (r: number[]) => number[], probes: number[][]): [number, number] {
  const values = probes.map((r) => product(r).reduce((a, b) => a + b, 0));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return [mean, Math.sqrt(variance / values.length)];
}`,
    // the spread of a single estimate
    `function traceEstimate(product: (r: number[]) => number[], probes: number[][]): [number, number] {
  const values = probes.map((r) => product(r).reduce((sum, v, i) => sum + v * r[i], 0));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1))];
}`,
    // over n
    `function traceEstimate(product: (r: number[]) => number[], probes: number[][]): [number, number] {
  const values = probes.map((r) => product(r).reduce((sum, v, i) => sum + v * r[i], 0));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / values.length];
}`,
    // divided by rᵀr, as if the probes had length 1
    `function traceEstimate(product: (r: number[]) => number[], probes: number[][]): [number, number] {
  const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
  const values = probes.map((r) => dot(product(r), r) / dot(r, r));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return [mean, Math.sqrt(variance / values.length)];
}`,
  ],
  "flow-likelihood": [
    // the sign of the divergence
    flow({ sign: "-" }),
    // Euler's method
    flow({ second: "first", late: "divergence(at, t)" }),
    // the prior of one dimension
    flow({ result: "change - at.reduce((sum, v) => sum + v * v, Math.log(2 * Math.PI)) / 2" }),
    // the prior without its constant
    flow({ result: "change - at.reduce((sum, v) => sum + v * v, 0) / 2" }),
    // time runs backwards
    flow({ time: "1 - i * h" }),
    // the density of the start in the place of the end
    flow({ result: "x.reduce((sum, v) => sum - (v * v + Math.log(2 * Math.PI)) / 2, change)" }),
  ],
};

/** Parts of an answer to exercise 5 that are not as they should be; the others are right. */
interface Flow {
  readonly sign?: string;
  readonly second?: string;
  readonly late?: string;
  readonly time?: string;
  readonly result?: string;
}

function flow({
  sign = "+",
  second = "velocity(guess, t + h)",
  late = "divergence(guess, t + h)",
  time = "i * h",
  result = "at.reduce((sum, v) => sum - (v * v + Math.log(2 * Math.PI)) / 2, change)",
}: Flow): string {
  return `function flowLogLikelihood(
  x: number[],
  velocity: (x: number[], t: number) => number[],
  divergence: (x: number[], t: number) => number,
  steps: number,
): number {
  const h = 1 / steps;
  let [at, change] = [[...x], 0];
  for (let i = 0; i < steps; i++) {
    const t = ${time};
    const first = velocity(at, t);
    const guess = at.map((value, k) => value + h * first[k]);
    const second = ${second};
    change = change ${sign} (h / 2) * (divergence(at, t) + ${late});
    at = at.map((value, k) => value + (h / 2) * (first[k] + second[k]));
  }
  return ${result};
}`;
}
