/** An answer to exercise 2 that has the right function for n steps ahead, and makes something else of it. */
const twoDays = (result: string): string =>
  `function twoDays(matrix: number[][], i: number, n: number, j: number, m: number, k: number): number {
  const ahead = (from: number, steps: number): number[] => {
    let mu = matrix.map((_, state) => Number(state === from));
    for (let step = 0; step < steps; step++) {
      mu = matrix.map((_, to) => mu.reduce((total, p, state) => total + p * matrix[state][to], 0));
    }
    return mu;
  };
  return ${result};
}`;

/** Wrong answers to the exercises of notebook 01, by grade_id: mistakes that its tests have to catch. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  "long-run": [
    // the matrix times a column: the uniform one stays as it is
    `function longRun(matrix: number[][]): number[] {
  let mu = matrix.map(() => 1 / matrix.length);
  for (;;) {
    const next = matrix.map((row) => row.reduce((total, p, j) => total + p * mu[j], 0));
    const change = Math.max(...next.map((p, j) => Math.abs(p - mu[j])));
    mu = next;
    if (change <= 1e-13) return mu;
  }
}`,
    // a fixed number of steps: too few for a slow chain
    `function longRun(matrix: number[][]): number[] {
  let mu = matrix.map(() => 1 / matrix.length);
  for (let step = 0; step < 100; step++) {
    mu = matrix.map((_, j) => mu.reduce((total, p, i) => total + p * matrix[i][j], 0));
  }
  return mu;
}`,
    // right for two states only
    `function longRun(matrix: number[][]): number[] {
  const [leave, back] = [matrix[0][1], matrix[1][0]];
  return [back / (leave + back), leave / (leave + back)];
}`,
  ],
  "two-days": [
    // counts the second day from day 0 instead of from day n
    twoDays("ahead(i, n)[j] * ahead(j, m)[k]"),
    // takes the two days as independent
    twoDays("ahead(i, n)[j] * ahead(i, m)[k]"),
    // powers of the entries instead of entries of the powers
    `function twoDays(matrix: number[][], i: number, n: number, j: number, m: number, k: number): number {
  return matrix[i][j] ** n * matrix[j][k] ** (m - n);
}`,
  ],
  hastings: [
    // leaves the proposals out
    `function accept(wi: number, wj: number, qij: number, qji: number): number {
  return Math.min(1, wj / wi);
}`,
    // the proposals the wrong way round
    `function accept(wi: number, wj: number, qij: number, qji: number): number {
  return Math.min(1, (wj * qij) / (wi * qji));
}`,
    // balances the flows, but is no probability
    `function accept(wi: number, wj: number, qij: number, qji: number): number {
  return (wj * qji) / (wi * qij);
}`,
    // Barker's rule: in balance too, but not the largest one
    `function accept(wi: number, wj: number, qij: number, qji: number): number {
  return (wj * qji) / (wi * qij + wj * qji);
}`,
  ],
  variances: [
    // a factor goes into a variance squared
    `function chainVariances(v0: number, a: number[], b: number[]): number[] {
  let v = v0;
  return a.map((factor, i) => (v = factor * v + b[i] ** 2));
}`,
    // adds the noise before shrinking
    `function chainVariances(v0: number, a: number[], b: number[]): number[] {
  let v = v0;
  return a.map((factor, i) => (v = factor ** 2 * (v + b[i] ** 2)));
}`,
    // supposes that b² = 1 − a²
    `function chainVariances(v0: number, a: number[], b: number[]): number[] {
  let v = v0;
  return a.map((factor) => (v = factor ** 2 * v + 1 - factor ** 2));
}`,
  ],
  forgotten: [
    // the product without its root
    `function forgottenAfter(betas: number[], delta: number): number {
  let ratio = 1;
  for (let t = 0; t <= betas.length; t++) {
    if (t > 0) ratio *= 1 - betas[t - 1];
    if (ratio <= delta) return t;
  }
  return Infinity;
}`,
    // the array's index instead of the step
    `function forgottenAfter(betas: number[], delta: number): number {
  let ratio = 1;
  for (let i = 0; i < betas.length; i++) {
    ratio *= Math.sqrt(1 - betas[i]);
    if (ratio <= delta) return i;
  }
  return Infinity;
}`,
    // neither t = 0 nor Infinity
    `function forgottenAfter(betas: number[], delta: number): number {
  let ratio = 1;
  for (let i = 0; i < betas.length; i++) {
    ratio *= Math.sqrt(1 - betas[i]);
    if (ratio <= delta) return i + 1;
  }
  return betas.length;
}`,
  ],
};
