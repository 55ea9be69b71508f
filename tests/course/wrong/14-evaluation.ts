/** Parts of an answer to exercise 3 that are not as they should be; the others are right. */
interface PrecisionAndRecall {
  readonly radii?: string;
  readonly share?: string;
  readonly result?: string;
}

const precisionAndRecall = ({
  radii = `  const radii = (set: number[][]) =>
    set.map((a, i) => set.filter((_, j) => j !== i).map((b) => square(a, b)).sort((p, q) => p - q)[k - 1]);`,
  share = `  const share = (points: number[][], balls: number[][]) => {
    const radius = radii(balls);
    return points.filter((p) => balls.some((c, i) => square(p, c) <= radius[i])).length / points.length;
  };`,
  result = "[share(made, real), share(real, made)]",
}: PrecisionAndRecall): string =>
  `function precisionAndRecall(real: number[][], made: number[][], k: number): [number, number] {
  const square = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
${radii}
${share}
  return ${result};
}`;

/** Wrong answers to the exercises of notebook 14, by answer cell; its tests must reject each of them. */
export const WRONG: Readonly<Record<string, readonly string[]>> = {
  ellipses: [
    // the means alone
    `function ellipses(m1: number[], c1: number[][], m2: number[], c2: number[][]): number {
  return (m1[0] - m2[0]) ** 2 + (m1[1] - m2[1]) ** 2;
}`,
    // the diagonals alone, as if nothing were correlated
    `function ellipses(m1: number[], c1: number[][], m2: number[], c2: number[][]): number {
  let sum = 0;
  for (let i = 0; i < 2; i++) {
    sum += (m1[i] - m2[i]) ** 2 + (Math.sqrt(c1[i][i]) - Math.sqrt(c2[i][i])) ** 2;
  }
  return sum;
}`,
    // the eigenvalues of the product without the mixed term: √(λ1 + λ2)
    `function ellipses(m1: number[], c1: number[][], m2: number[], c2: number[][]): number {
  let traceM = 0;
  for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) traceM += c1[i][j] * c2[j][i];
  const means = (m1[0] - m2[0]) ** 2 + (m1[1] - m2[1]) ** 2;
  return means + c1[0][0] + c1[1][1] + c2[0][0] + c2[1][1] - 2 * Math.sqrt(traceM);
}`,
    // entries multiplied place by place in the place of the matrix product
    `function ellipses(m1: number[], c1: number[][], m2: number[], c2: number[][]): number {
  const means = (m1[0] - m2[0]) ** 2 + (m1[1] - m2[1]) ** 2;
  const det = (c: number[][]) => Math.max(0, c[0][0] * c[1][1] - c[0][1] * c[1][0]);
  const traceM = c1[0][0] * c2[0][0] + c1[1][1] * c2[1][1];
  const root = Math.sqrt(traceM + 2 * Math.sqrt(det(c1) * det(c2)));
  return means + c1[0][0] + c1[1][1] + c2[0][0] + c2[1][1] - 2 * root;
}`,
    // the distance in the place of its square
    `function ellipses(m1: number[], c1: number[][], m2: number[], c2: number[][]): number {
  const means = (m1[0] - m2[0]) ** 2 + (m1[1] - m2[1]) ** 2;
  const det = (c: number[][]) => Math.max(0, c[0][0] * c[1][1] - c[0][1] * c[1][0]);
  let traceM = 0;
  for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) traceM += c1[i][j] * c2[j][i];
  const root = Math.sqrt(Math.max(0, traceM + 2 * Math.sqrt(det(c1) * det(c2))));
  return Math.sqrt(means + c1[0][0] + c1[1][1] + c2[0][0] + c2[1][1] - 2 * root);
}`,
  ],
  "unbiased-mmd": [
    // each point paired with itself as well
    `function unbiasedMmd(x: number[][], y: number[][], kernel: (a: number[], b: number[]) => number): number {
  const between = (a: number[][], b: number[][]) => {
    let sum = 0;
    for (const p of a) for (const q of b) sum += kernel(p, q);
    return sum / (a.length * b.length);
  };
  return between(x, x) + between(y, y) - 2 * between(x, y);
}`,
    // the diagonal left out, but divided by all pairs
    `function unbiasedMmd(x: number[][], y: number[][], kernel: (a: number[], b: number[]) => number): number {
  const within = (set: number[][]) => {
    let sum = 0;
    set.forEach((a, i) => set.forEach((b, j) => (sum += i === j ? 0 : kernel(a, b))));
    return sum / set.length ** 2;
  };
  let across = 0;
  for (const a of x) for (const b of y) across += kernel(a, b);
  return within(x) + within(y) - (2 * across) / (x.length * y.length);
}`,
    // never below zero
    `function unbiasedMmd(x: number[][], y: number[][], kernel: (a: number[], b: number[]) => number): number {
  const within = (set: number[][]) => {
    let sum = 0;
    set.forEach((a, i) => set.forEach((b, j) => (sum += i === j ? 0 : kernel(a, b))));
    return sum / (set.length * (set.length - 1));
  };
  let across = 0;
  for (const a of x) for (const b of y) across += kernel(a, b);
  return Math.max(0, within(x) + within(y) - (2 * across) / (x.length * y.length));
}`,
    // equal coordinates taken for the same point
    `function unbiasedMmd(x: number[][], y: number[][], kernel: (a: number[], b: number[]) => number): number {
  const within = (set: number[][]) => {
    let sum = 0;
    for (const a of set) for (const b of set) sum += String(a) === String(b) ? 0 : kernel(a, b);
    return sum / (set.length * (set.length - 1));
  };
  let across = 0;
  for (const a of x) for (const b of y) across += kernel(a, b);
  return within(x) + within(y) - (2 * across) / (x.length * y.length);
}`,
    // as many y as x
    `function unbiasedMmd(x: number[][], y: number[][], kernel: (a: number[], b: number[]) => number): number {
  const m = x.length;
  let [within, across] = [0, 0];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      if (i !== j) within += kernel(x[i], x[j]) + kernel(y[i % y.length], y[j % y.length]);
      across += kernel(x[i], y[j % y.length]);
    }
  }
  return within / (m * (m - 1)) - (2 * across) / m ** 2;
}`,
  ],
  "precision-recall": [
    // the two exchanged
    precisionAndRecall({ result: "[share(real, made), share(made, real)]" }),
    // the point itself counted as its first neighbour
    precisionAndRecall({
      radii: `  const radii = (set: number[][]) => set.map((a) => set.map((b) => square(a, b)).sort((p, q) => p - q)[k - 1]);`,
    }),
    // the border left outside
    precisionAndRecall({
      share: `  const share = (points: number[][], balls: number[][]) => {
    const radius = radii(balls);
    return points.filter((p) => balls.some((c, i) => square(p, c) < radius[i])).length / points.length;
  };`,
    }),
    // distances sorted as text
    precisionAndRecall({
      radii: `  const radii = (set: number[][]) =>
    set.map((a, i) => set.filter((_, j) => j !== i).map((b) => square(a, b)).sort()[k - 1]);`,
    }),
    // only the ball of the nearest point looked at
    precisionAndRecall({
      share: `  const share = (points: number[][], balls: number[][]) => {
    const radius = radii(balls);
    const inside = points.filter((p) => {
      const distances = balls.map((c) => square(p, c));
      const nearest = distances.indexOf(Math.min(...distances));
      return distances[nearest] <= radius[nearest];
    });
    return inside.length / points.length;
  };`,
    }),
  ],
};
