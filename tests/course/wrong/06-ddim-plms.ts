/** Wrong answers to the exercises of notebook 06, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "ddim-step": [
    // the fresh noise on top of all the old
    `function ddimStep(xt: number[], eps: number[], bar: number, next: number, eta: number, z: number[]): number[] {
  const sigma = Math.min(eta * Math.sqrt((1 - next) / (1 - bar)) * Math.sqrt(1 - bar / next), Math.sqrt(1 - next));
  return xt.map((x, i) => {
    const start = (x - Math.sqrt(1 - bar) * eps[i]) / Math.sqrt(bar);
    return Math.sqrt(next) * start + Math.sqrt(1 - next) * eps[i] + sigma * z[i];
  });
}`,
    // sigma not limited: NaN for a large eta
    `function ddimStep(xt: number[], eps: number[], bar: number, next: number, eta: number, z: number[]): number[] {
  const sigma = eta * Math.sqrt((1 - next) / (1 - bar)) * Math.sqrt(1 - bar / next);
  return xt.map((x, i) => {
    const start = (x - Math.sqrt(1 - bar) * eps[i]) / Math.sqrt(bar);
    return Math.sqrt(next) * start + Math.sqrt(1 - next - sigma ** 2) * eps[i] + sigma * z[i];
  });
}`,
    // the larger variance, that of sigma-hat
    `function ddimStep(xt: number[], eps: number[], bar: number, next: number, eta: number, z: number[]): number[] {
  const sigma = Math.min(eta * Math.sqrt(1 - bar / next), Math.sqrt(1 - next));
  return xt.map((x, i) => {
    const start = (x - Math.sqrt(1 - bar) * eps[i]) / Math.sqrt(bar);
    return Math.sqrt(next) * start + Math.sqrt(1 - next - sigma ** 2) * eps[i] + sigma * z[i];
  });
}`,
    // eta forgotten: always without fresh noise
    `function ddimStep(xt: number[], eps: number[], bar: number, next: number, eta: number, z: number[]): number[] {
  return xt.map((x, i) => {
    const start = (x - Math.sqrt(1 - bar) * eps[i]) / Math.sqrt(bar);
    return Math.sqrt(next) * start + Math.sqrt(1 - next) * eps[i];
  });
}`,
  ],
  "past-weights": [
    // weights of equal steps, whatever the nodes are
    `function pastWeights(nodes: number[]): number[] {
  return [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]][nodes.length - 1];
}`,
    // the polynomials' value in the middle of the step in the place of their integral: right for two nodes
    `function pastWeights(nodes: number[]): number[] {
  return nodes.map((node, j) =>
    nodes.reduce((product, other, i) => (i === j ? product : (product * (0.5 - other)) / (node - other)), 1),
  );
}`,
    // the mean of both ends of the step: right for two nodes
    `function pastWeights(nodes: number[]): number[] {
  const at = (u: number) =>
    nodes.map((node, j) =>
      nodes.reduce((product, other, i) => (i === j ? product : (product * (u - other)) / (node - other)), 1),
    );
  const [start, end] = [at(0), at(1)];
  return start.map((value, j) => (value + end[j]) / 2);
}`,
  ],
  "exponential-step": [
    // Euler's step in lambda: 1 - e^-h taken for h
    `function exponentialStep(x: number, x0: number, lambda: number, next: number): number {
  const signal = (l: number) => 1 / Math.sqrt(1 + Math.exp(-2 * l));
  const noise = (l: number) => 1 / Math.sqrt(1 + Math.exp(2 * l));
  return (noise(next) / noise(lambda)) * x + signal(next) * (next - lambda) * x0;
}`,
    // overflows at the clean picture: infinity over infinity
    `function exponentialStep(x: number, x0: number, lambda: number, next: number): number {
  const signal = (l: number) => Math.exp(l) / Math.sqrt(1 + Math.exp(2 * l));
  const noise = (l: number) => 1 / Math.sqrt(1 + Math.exp(2 * l));
  return (noise(next) / noise(lambda)) * x + signal(next) * (1 - Math.exp(lambda - next)) * x0;
}`,
    // the signal of the step's start
    `function exponentialStep(x: number, x0: number, lambda: number, next: number): number {
  const signal = (l: number) => 1 / Math.sqrt(1 + Math.exp(-2 * l));
  const noise = (l: number) => 1 / Math.sqrt(1 + Math.exp(2 * l));
  return (noise(next) / noise(lambda)) * x + signal(lambda) * (1 - Math.exp(lambda - next)) * x0;
}`,
  ],
  "heun-solve": [
    // Euler's method
    `function heunSolve(x: number, ratios: number[], epsilon: (x: number, ratio: number) => number): number {
  let now = x;
  for (let i = 0; i + 1 < ratios.length; i++) now += (ratios[i + 1] - ratios[i]) * epsilon(now, ratios[i]);
  return now;
}`,
    // the second question asked of x where it was
    `function heunSolve(x: number, ratios: number[], epsilon: (x: number, ratio: number) => number): number {
  let now = x;
  for (let i = 0; i + 1 < ratios.length; i++) {
    now += ((ratios[i + 1] - ratios[i]) * (epsilon(now, ratios[i]) + epsilon(now, ratios[i + 1]))) / 2;
  }
  return now;
}`,
    // steps taken for equally long
    `function heunSolve(x: number, ratios: number[], epsilon: (x: number, ratio: number) => number): number {
  const length = (ratios[ratios.length - 1] - ratios[0]) / (ratios.length - 1);
  let now = x;
  for (let i = 0; i + 1 < ratios.length; i++) {
    const first = epsilon(now, ratios[i]);
    now += (length * (first + epsilon(now + length * first, ratios[i + 1]))) / 2;
  }
  return now;
}`,
    // asks three times
    `function heunSolve(x: number, ratios: number[], epsilon: (x: number, ratio: number) => number): number {
  let now = x;
  for (let i = 0; i + 1 < ratios.length; i++) {
    const length = ratios[i + 1] - ratios[i];
    const guess = now + length * epsilon(now, ratios[i]);
    now += (length * (epsilon(now, ratios[i]) + epsilon(guess, ratios[i + 1]))) / 2;
  }
  return now;
}`,
  ],
};
